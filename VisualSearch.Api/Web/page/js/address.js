// A search and the address that leads back to it.

export const emptySearch = Object.freeze({
    q: '', picture: '', box: '', imageUrl: '', similar: '', category: [], brand: [], priceMin: '', priceMax: '', inStock: false, sort: '', product: '',
});

const sorts = ['price_up', 'price_down'];
const price = text => (/^\d+([.,]\d+)?$/.test(text ?? '') ? text.replace(',', '.') : '');

export function readAddress(query = location.search) {
    const given = new URLSearchParams(query);
    const one = name => (given.get(name) ?? '').trim();
    return settled({
        q: one('q').slice(0, 1000),
        picture: one('picture'),
        box: /^\d+(,\d+){3}$/.test(one('box')) ? one('box') : '',
        imageUrl: isWebAddress(one('image_url')) ? one('image_url') : '',
        similar: one('similar'),
        category: given.getAll('category').filter(Boolean),
        brand: given.getAll('brand').filter(Boolean),
        priceMin: price(one('price_min')),
        priceMax: price(one('price_max')),
        inStock: one('in_stock') === 'true',
        sort: sorts.includes(one('sort')) ? one('sort') : '',
        product: one('product'),
    });
}

/** A search without what would not be done: filters alone list the catalogue, whose list takes one category and one brand, no prices and no order. */
export function settled(search) {
    return search.q || search.picture || search.imageUrl || search.similar ? search
        : { ...search, category: search.category.slice(0, 1), brand: search.brand.slice(0, 1), priceMin: '', priceMax: '', sort: '' };
}

/** Relative, so that it works below any prefix. */
export function addressOf(search) {
    const query = new URLSearchParams();
    const put = (name, value) => { if (value) { query.append(name, value); } };
    put('q', search.q);
    put('picture', search.picture);
    put('box', search.box);
    put('image_url', search.imageUrl);
    put('similar', search.similar);
    putFilters(search, put);
    put('sort', search.sort);
    put('product', search.product);
    const text = query.toString();
    return text ? `?${text}` : './';
}

/** The filters under the names that the API has for them. */
export function putFilters(search, put) {
    search.category.forEach(value => put('category', value));
    search.brand.forEach(value => put('brand', value));
    put('price_min', search.priceMin);
    put('price_max', search.priceMax);
    put('in_stock', search.inStock ? 'true' : '');
}

/** What is asked with: `similar`, `picture`, `link`, `words`, `browse` (filters alone), or `nothing`. */
export function kindOf(search) {
    return search.similar ? 'similar'
        : search.picture ? 'picture'
        : search.imageUrl ? 'link'
        : search.q ? 'words'
        : filterCount(search) > 0 ? 'browse'
        : 'nothing';
}

export const filterCount = search => search.category.length + search.brand.length + (search.priceMin || search.priceMax ? 1 : 0) + (search.inStock ? 1 : 0);

export const withoutFilters = search => ({ ...search, category: [], brand: [], priceMin: '', priceMax: '', inStock: false });

/** The same search, whatever product lies open above it. */
export const sameSearch = (one, other) => addressOf({ ...one, product: '' }) === addressOf({ ...other, product: '' });

/** Asked with the same thing, whatever the filters and the order. */
export const sameQuestion = (one, other) => sameSearch(withoutFilters({ ...one, sort: '' }), withoutFilters({ ...other, sort: '' }));

export function isWebAddress(text) {
    if (!/^https?:\/\/\S+$/i.test(text ?? '')) {
        return false;
    }

    return URL.canParse(text);
}
