using Microsoft.Playwright;

namespace VisualSearch.Tests.Support;

/// <summary>Who visits, and with what.</summary>
internal sealed record VisitOptions
{
    public int Width { get; init; } = 1280;

    public int Height { get; init; } = 800;

    /// <summary>The browser's first language.</summary>
    public string Locale { get; init; } = "en-US";

    public bool Dark { get; init; }

    /// <summary>A phone: fingers in place of a mouse, and no room for scroll bars.</summary>
    public bool Phone { get; init; }

    public bool Scripts { get; init; } = true;

    /// <summary>Names the case of a theory in the files that a failure leaves.</summary>
    public string Suffix => $"-{Width}{(Dark ? "-dark" : string.Empty)}-{Locale}";

    public static VisitOptions OnWideScreen { get; } = new() { Width = 1440, Height = 900 };

    public static VisitOptions OnPhone { get; } = new() { Width = 360, Height = 740, Phone = true };

    internal BrowserNewContextOptions ForPlaywright() => new()
    {
        ViewportSize = new ViewportSize { Width = Width, Height = Height },
        Locale = Locale,
        ColorScheme = Dark ? ColorScheme.Dark : ColorScheme.Light,
        ReducedMotion = ReducedMotion.Reduce,
        HasTouch = Phone,
        IsMobile = Phone,
        JavaScriptEnabled = Scripts,
    };
}
