using VisualSearch.Engine.Catalogue.Rows;

namespace VisualSearch.Engine.Catalogue;

/// <summary>Changes which pictures a product has.</summary>
internal static class PictureList
{
    /// <summary>
    /// Makes the references, in this order, the product's pictures. One that was there keeps its row, its state and what was fetched; a new one is to be fetched.
    /// A reference given twice counts once.
    /// </summary>
    public static void Replace(CatalogueContext context, ProductRow product, IReadOnlyList<string> references)
    {
        Dictionary<string, PictureRow> before = product.Pictures.ToDictionary(p => p.Reference, StringComparer.Ordinal);
        int position = 0;
        foreach (string reference in references.Distinct(StringComparer.Ordinal))
        {
            if (before.Remove(reference, out PictureRow? kept))
            {
                kept.Position = position++;
            }
            else
            {
                product.Pictures.Add(new PictureRow { Reference = reference, Position = position++, State = PictureState.Pending, Fetch = FetchMark.Wanted });
            }
        }

        foreach (PictureRow gone in before.Values)
        {
            product.Pictures.Remove(gone);
            context.Pictures.Remove(gone);
        }
    }

    /// <summary>All pictures are to be fetched again although their references are the same, with as many attempts as a new one has.</summary>
    public static void MarkForFetching(ProductRow product)
    {
        foreach (PictureRow picture in product.Pictures)
        {
            (picture.Fetch, picture.Attempts, picture.NextAttemptAt) = (FetchMark.Wanted, 0, null);
        }
    }
}
