// What there is to filter by, with counts that agree with the results.
import { addressOf, kindOf, putFilters, withoutFilters } from './address.js';
import { facets as askFacets } from './api.js';
import { ask, sortedMost } from './asking.js';

let pool = { question: '', cards: null, semantic: false };

const questionOf = search => addressOf({ ...withoutFilters(search), sort: '', product: '' });

/** An answer to words without filters has all that filters can choose from, if it is not cut off. */
export function remember(search, page) {
    if (kindOf(search) === 'words' && questionOf(search) === addressOf({ ...search, sort: '', product: '' })) {
        pool = { question: questionOf(search), cards: page.next === null && page.cards.length < sortedMost ? page.cards : null, semantic: page.cards.some(card => card.similarity !== null) };
    }
}

function counted(values) {
    const counts = new Map();
    values.filter(Boolean).forEach(value => counts.set(value, (counts.get(value) ?? 0) + 1));
    return [...counts].map(([value, count]) => ({ value, count })).toSorted((one, other) => other.count - one.count || one.value.localeCompare(other.value));
}

/** The figures of a facet leave its own filter out, as the API's do. */
function tally(cards, search) {
    const passes = {
        category: card => search.category.length === 0 || search.category.includes(card.category),
        brand: card => search.brand.length === 0 || search.brand.includes(card.brand),
        price: card => (!search.priceMin || (card.price !== null && card.price >= Number(search.priceMin))) && (!search.priceMax || (card.price !== null && card.price <= Number(search.priceMax))),
        stock: card => !search.inStock || card.inStock === true,
    };
    const leftBy = facet => cards.filter(card => Object.entries(passes).every(([name, pass]) => name === facet || pass(card)));
    const priced = leftBy('price').filter(card => card.price !== null);
    const prices = priced.map(card => card.price);
    return {
        total: leftBy('').length,
        categories: counted(leftBy('category').map(card => card.category)),
        brands: counted(leftBy('brand').map(card => card.brand)),
        price: prices.length > 0 ? { min: Math.min(...prices), max: Math.max(...prices), currency: counted(priced.map(card => card.currency))[0]?.value ?? null } : null,
        in_stock: leftBy('stock').filter(card => card.inStock === true).length,
    };
}

/** The facets of a search. A picture ranks the whole catalogue, so its counts are the catalogue's; words leave what they are found in. */
export async function facetsOf(search, signal) {
    const options = [];
    putFilters(search, (name, value) => { if (value) { options.push([name, value]); } });
    if (kindOf(search) === 'words') {
        if (pool.question !== questionOf(search)) {
            const question = { ...withoutFilters(search), sort: '', product: '' };
            remember(question, await ask(question, { limit: sortedMost, signal }));
        }

        if (pool.cards) {
            return tally(pool.cards, search);
        }

        if (!pool.semantic) {
            options.push(['q', search.q]);
        }
    }

    return askFacets(options, signal);
}
