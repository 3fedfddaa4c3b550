using System.Reflection;
using System.Runtime.CompilerServices;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace VisualSearch.Tests.Support;

/// <summary>
/// Ends the limiters of the platform's rate limiting with their host. Nobody else does: their timer runs for ever and keeps the pipeline, and with it the host and all
/// that it measured, in memory. A program has one host; the tests have hundreds in one process.
/// </summary>
internal sealed class RateLimiterEnd : IStartupFilter, IDisposable
{
    private RequestDelegate? _pipeline;

    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.Use(inner => _pipeline = inner);
        next(app);
    };

    public void Dispose()
    {
        HashSet<object> seen = new(ReferenceEqualityComparer.Instance);
        Stack<object> open = new();
        Push(_pipeline);
        while (open.TryPop(out object? part))
        {
            foreach (FieldInfo field in FieldsOf(part.GetType()))
            {
                object? value = field.GetValue(part);
                (value as PartitionedRateLimiter<HttpContext>)?.Dispose();
                Push(value);
            }
        }

        // A delegate leads to a middleware or to a closure, and those to the next delegate.
        void Push(object? value)
        {
            object? part = value is Delegate call ? call.Target : value;
            if (part is not null && IsOfPipeline(part.GetType()) && seen.Add(part))
            {
                open.Push(part);
            }
        }
    }

    private static bool IsOfPipeline(Type type) =>
        type.IsDefined(typeof(CompilerGeneratedAttribute), inherit: false) || type.GetMethods().Any(method => method.Name is "Invoke" or "InvokeAsync");

    private static IEnumerable<FieldInfo> FieldsOf(Type? type) => type is null
        ? []
        : type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly).Where(field => !field.FieldType.IsValueType).Concat(FieldsOf(type.BaseType));
}
