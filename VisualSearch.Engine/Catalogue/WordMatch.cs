namespace VisualSearch.Engine.Catalogue;

/// <summary>The products that words find, without an order.</summary>
/// <param name="Words">One or more, folded; the last by its beginning.</param>
/// <param name="EveryWord">False: any of the words will do.</param>
/// <param name="Article">A product of this external id, folded, is found as well.</param>
internal sealed record WordMatch(IReadOnlyList<string> Words, bool EveryWord, string Article);
