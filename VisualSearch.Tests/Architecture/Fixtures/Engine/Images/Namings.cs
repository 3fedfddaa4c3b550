namespace VisualSearch.Tests.Architecture.Fixtures.Engine.Images;

[Breaks(CodeLaws.TellingNames)]
internal sealed class ThingHelper;

[Breaks(CodeLaws.TellingNames)]
internal sealed class ThingManager;

[Breaks(CodeLaws.TellingNames)]
internal static class ThingExtensions;

/// <summary>Only an end counts.</summary>
internal sealed class Namings;
