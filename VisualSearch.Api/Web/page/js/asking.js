// From a search to results: which route is asked, page by page.
import { kindOf, putFilters } from './address.js';
import * as api from './api.js';
import { find } from './kept.js';
import { cut } from './pictures.js';
import { current } from './texts.js';

/** Each page of a picture search sends the picture again, so those pages are longer; the first one of words is what their filters are counted in. */
const pageSizes = { picture: 72, link: 72, words: 100 };

const pageSize = 24;

/** Sorting by price looks at this many of the closest, in one request: the most that the API gives at once. */
export const sortedMost = 100;

/** The last place that the API will answer from. */
const deepest = 1000;

/** The picture asked with is not in this browser any more. */
export class PictureGone extends Error {}

function optionsOf(search, more = []) {
    const options = [['lang', current()], ...more];
    putFilters(search, (name, value) => { if (value) { options.push([name, value]); } });
    return options;
}

/** A product as the grid shows it, from a search's result or from the catalogue. */
const cardOf = result => ({
    id: result.product_id,
    title: result.title,
    imageId: result.image_id ?? result.images?.find(image => image.state !== 'failed')?.image_id ?? result.images?.[0]?.image_id ?? null,
    price: result.price,
    currency: result.currency,
    inStock: result.in_stock,
    category: result.category,
    brand: result.brand,
    similarity: result.similarity_score ?? null,
});

function titled(product) {
    const title = product.translations?.[current()]?.title;
    return title ? { ...product, title } : product;
}

function sorted(cards, sort) {
    const sign = sort === 'price_up' ? 1 : -1;
    // Without a price at the end, whichever way; equals stay in order of closeness.
    return cards.toSorted((one, other) => (one.price === null) - (other.price === null) || sign * ((one.price ?? 0) - (other.price ?? 0)));
}

async function browse(search, cursor, signal) {
    const answer = await api.products(optionsOf(search, [['limit', String(pageSize)], ...(cursor ? [['cursor', cursor]] : [])]), signal);
    return {
        cards: answer.items.map(titled).map(cardOf), next: answer.next_cursor, searchId: null, notice: null, pending: 0, total: answer.total,
    };
}

async function answerOf(search, options, signal, progress) {
    switch (kindOf(search)) {
        case 'similar':
            return api.similarTo(search.similar, options, signal);
        case 'link':
            return api.byLink(search.imageUrl, search.q ? [...options, ['query', search.q]] : options, signal);
        case 'words':
            return api.byWords(search.q, options, signal);
        default: {
            const picture = await find(search.picture);
            if (!picture) {
                throw new PictureGone();
            }

            const sent = search.box ? await cut(picture, search.box).catch(() => picture) : picture; // What the browser cannot read goes whole, for the API to say why.
            return api.byPicture(sent, search.q ? [...options, ['query', search.q]] : options, signal, progress);
        }
    }
}

/**
 * One page of results. `from` is null for the first, then the `next` of the page before; `limit` at most 100.
 * `next` is null on the last page.
 */
export async function ask(search, { from = null, limit = pageSizes[kindOf(search)] ?? pageSize, signal, progress } = {}) {
    if (kindOf(search) === 'browse') {
        return browse(search, from, signal);
    }

    const size = search.sort ? sortedMost : limit;
    const offset = from ?? 0;
    const answer = await answerOf(search, optionsOf(search, [['limit', String(size)], ['offset', String(offset)]]), signal, progress);
    const cards = answer.results.map(cardOf);
    const reached = offset + cards.length;
    return {
        cards: search.sort ? sorted(cards, search.sort) : cards,
        next: !search.sort && cards.length === size && reached <= deepest ? reached : null,
        searchId: answer.search_id,
        notice: answer.notice,
        pending: answer.index.pending,
        total: null,
    };
}
