namespace VisualSearch.Engine.Vectors.InProcess;

/// <summary>A <see cref="SearchFilter"/> made ready for one scan.</summary>
internal readonly struct FilterPlan
{
    private readonly bool[]? _categories;
    private readonly bool[]? _brands;
    private readonly long _priceMin;
    private readonly long _priceMax;
    private readonly Stock _stock;

    /// <remarks>Make it after taking the snapshot: then it knows every name in the snapshot.</remarks>
    public FilterPlan(SearchFilter filter, NameTable names)
    {
        _categories = names.Select(filter.Categories);
        _brands = names.Select(filter.Brands);
        bool bounded = filter.PriceMinMinor is not null || filter.PriceMaxMinor is not null;
        _priceMin = Math.Max(filter.PriceMinMinor ?? long.MinValue, bounded ? EntryFields.NoPrice + 1 : EntryFields.NoPrice);
        _priceMax = filter.PriceMaxMinor ?? long.MaxValue;
        _stock = filter.InStock switch
        {
            null => Stock.Unknown,
            true => Stock.In,
            false => Stock.Out,
        };
        PassesAll = _categories is null && _brands is null && !bounded && filter.InStock is null;
    }

    /// <summary>Nothing but excluded products can fail; those are looked up only where a product would become a hit.</summary>
    public bool PassesAll { get; }

    public bool Pass(in EntryFields fields) =>
        (_categories is null || _categories[fields.Category])
        && (_brands is null || _brands[fields.Brand])
        && fields.PriceMinor >= _priceMin
        && fields.PriceMinor <= _priceMax
        && (_stock == Stock.Unknown || fields.Stock == _stock);
}
