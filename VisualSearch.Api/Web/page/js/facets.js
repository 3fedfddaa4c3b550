// What there is to filter by, with counts that agree with the results.
import { kindOf, putFilters } from './address.js';
import { facets as askFacets } from './api.js';

let ranksAll = false;

/** Where the model reads words, an answer to them has similarities, and all of the catalogue is in it sooner or later. */
export function remember(search, page) {
    if (kindOf(search) === 'words' && page.cards.length > 0) {
        ranksAll = page.cards.some(card => card.similarity !== null);
    }
}

/** The facets of a search. A picture ranks the whole catalogue, so its counts are the catalogue's; words leave what they are found in. */
export async function facetsOf(search, signal) {
    const options = [];
    putFilters(search, (name, value) => { if (value) { options.push([name, value]); } });
    if (kindOf(search) === 'words' && !ranksAll) {
        options.push(['q', search.q]);
    }

    return askFacets(options, signal);
}
