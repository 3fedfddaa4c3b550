// The address bar and the way back: every search is an entry of the history, and its results come back as they were.
import { addressOf, readAddress, sameSearch } from './address.js';

const mostKept = 20;
const sessions = new Map(); // By the key of a history entry: the results that were shown there and how far down.
let search = readAddress();
let key = '';
let view = null;

export const currentSearch = () => search;

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

/** Goes to a search: a new entry, or the present one changed. */
export async function go(next, { replace = false } = {}) {
    const same = sameSearch(next, search);
    const kept = sessions.get(key);
    const product = next.product !== search.product;
    replace ||= same && !product; // Asking the same again is no step of its own.
    leave();
    const before = history.state ?? {};
    const productDepth = next.product ? (before.productDepth ?? 0) + (replace ? 0 : 1) : 0;
    search = next;
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
    const before = sessions.get(key);
    key = event.state?.key ?? '';
    view.showProduct(search.product);
    if (same) {
        if (before && !sessions.has(key)) {
            sessions.set(key, before);
        }

        return;
    }

    const kept = sessions.get(key);
    await show({ kept: kept?.results ?? null });
    scrollTo({ top: kept?.scroll ?? 0, behavior: 'instant' });
}

/** @param given `show(search, options)`, `showProduct(id)` and `startAnew()` */
export async function start(given) {
    view = given;
    history.scrollRestoration = 'manual';
    window.addEventListener('popstate', comeBack);
    const before = history.state ?? {};
    key = before.key ?? newKey();
    history.replaceState({ ...before, key }, '');
    view.showProduct(search.product);
    await show({ depth: before.depth ?? 0 });
    scrollTo({ top: before.scroll ?? 0, behavior: 'instant' });
    // With the entry itself, so that it outlives a reload, which loses what is in memory.
    document.addEventListener('scrollend', () => history.replaceState({ ...history.state, scroll: scrollY, depth: sessions.get(key)?.results.cards.length ?? 0 }, ''));
}
