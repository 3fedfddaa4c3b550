using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace VisualSearch.Engine.Intake;

/// <summary>Registers what reads products and events as others write them; the catalogue must be there.</summary>
public static class IntakeRegistration
{
    public static IServiceCollection AddIntake(this IServiceCollection services)
    {
        services.TryAddSingleton<EventReplay>();
        return services;
    }
}
