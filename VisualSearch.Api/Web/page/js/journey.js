// The address bar and the way back: every search is an entry of the history, and its results come back as they were.
import { addressOf, kindOf, readAddress, sameSearch, settled } from './address.js';

const mostKept = 20;
const sessions = new Map(); // By the key of a history entry: the results that were shown there and how far down.
let search = readAddress();
let key = '';
let view = null;

let steps = 0; // How many times another search was gone to.

export const currentSearch = () => search;

/** Begins what is to end in a search after a while. Returns what tells whether no other search was gone to meanwhile. */
export function begin() {
    steps += 1;
    const mine = steps;
    return () => mine === steps;
}

const newKey = () => crypto.getRandomValues(new Uint32Array(2)).join('-');

function leave() {
    const kept = sessions.get(key);
    if (kept) {
        kept.scroll = scrollY;
    }
}

function keepSession(results) {
    if (results) {
        sessions.delete(key);
        sessions.set(key, { results, scroll: scrollY });
        if (sessions.size > mostKept) {
            sessions.delete(sessions.keys().next().value);
        }
    }
}

async function show(options) {
    const shownKey = key;
    const results = await view.show(search, options);
    if (shownKey === key) {
        keepSession(results);
    }

    return results;
}

/** Shows the present entry as it was left: from memory, or asked for again as far down as it went. */
async function bring(kept, left) {
    const mine = key;
    const top = kept?.scroll ?? left?.scroll ?? 0;
    const shown = show(kept ? { kept: kept.results } : { depth: left?.depth ?? 0 });
    if (kindOf(search) === 'nothing') {
        scrollTo({ top, behavior: 'instant' }); // It is there already, and goes on filling itself.
    }

    if (await shown && mine === key) {
        scrollTo({ top, behavior: 'instant' });
    }
}

/** Asks the search that is on once more, after it failed. */
export const again = () => bring(null, history.state);

/** Goes to a search: a new entry, or the present one changed. */
export async function go(wanted, { replace = false } = {}) {
    const next = settled(wanted);
    const same = sameSearch(next, search);
    const kept = sessions.get(key);
    const product = next.product !== search.product;
    replace ||= same && !product; // Asking the same again is no step of its own.
    leave();
    const before = history.state ?? {};
    const productDepth = depthOf(next, before.productDepth ?? 0, replace);
    search = next;
    steps += same ? 0 : 1;
    key = replace ? key : newKey();
    history[replace ? 'replaceState' : 'pushState']({ key, productDepth }, '', addressOf(search));
    if (same && product) {
        if (kept) {
            sessions.set(key, kept);
        }

        view.showProduct(search.product);
        return;
    }

    if (!replace) {
        view.startAnew();
    }

    view.showProduct(search.product);
    await show({});
}

/** How many entries lie between this one and the search below it; 0 when a product was opened by its address, so that there is no such entry. */
function depthOf(next, before, replace) {
    const reachable = !search.product || before > 0;
    return !next.product || !reachable ? 0 : replace ? before : before + 1;
}

/** Closes the product view, by going back to where it was opened. */
export function leaveProduct() {
    if (!readAddress().product) {
        return;
    }

    const depth = history.state?.productDepth ?? 0;
    if (depth > 0) {
        history.go(-depth);
    } else {
        go({ ...search, product: '' }, { replace: true });
    }
}

async function comeBack(event) {
    leave();
    const next = readAddress();
    const same = sameSearch(next, search);
    search = next;
    steps += same ? 0 : 1;
    const before = sessions.get(key);
    key = event.state?.key ?? '';
    view.showProduct(search.product);
    if (same) {
        if (before && !sessions.has(key)) {
            sessions.set(key, before);
        }

        return;
    }

    await bring(sessions.get(key) ?? null, event.state);
}

/** @param given `show(search, options)`, `showProduct(id)` and `startAnew()` */
export async function start(given) {
    view = given;
    history.scrollRestoration = 'manual';
    window.addEventListener('popstate', comeBack);
    const before = history.state ?? {};
    key = before.key ?? newKey();
    history.replaceState({ ...before, key }, '', kindOf(search) === 'browse' ? addressOf(search) : undefined);
    // With the entry itself, so that it outlives a reload, which loses what is in memory. What is not there yet has no place to remember.
    document.addEventListener('scrollend', () => {
        const depth = sessions.get(key)?.results.cards.length ?? 0;
        if (depth > 0 || kindOf(search) === 'nothing') {
            history.replaceState({ ...history.state, scroll: scrollY, depth }, '');
        }
    });
    view.showProduct(search.product);
    await bring(null, before);
}
