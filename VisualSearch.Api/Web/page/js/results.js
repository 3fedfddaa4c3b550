// The results of a search: the grid, what is above it, and more of it on the way down.
import { kindOf, sameQuestion, withoutFilters } from './address.js';
import { asFailure } from './api.js';
import { asked, pageTitle } from './asked.js';
import { ask, PictureGone, sortedMost } from './asking.js';
import { card, skeletons } from './cards.js';
import { announce, byId, h } from './dom.js';
import { remember } from './facets.js';
import { createFilters } from './filters.js';
import { icon } from './icons.js';
import { notePending } from './indexing.js';
import { expired, failed, nothing } from './states.js';
import { categoryName, price, t } from './texts.js';

export const setState = name => { byId('main').dataset.state = name; };

export function createResults({ go, again, openProduct, byPicture }) {
    const filters = createFilters(go);
    const askedPlace = h('div', { class: 'asked-place' });
    const count = h('p', { class: 'count', data: { testid: 'count' } });
    const sort = h('select', { id: 'sort', on: { change: () => go({ ...search, sort: sort.value, product: '' }) } },
        ['', 'price_up', 'price_down'].map(value => h('option', { value, text: t(`sort.${value || 'closest'}`) })));
    const sortBox = h('label', { class: 'sort' }, h('span', { text: t('sort.label') }), sort);
    const notes = h('div', { class: 'notes' });
    const chips = h('ul', { class: 'chips', 'aria-label': t('filters.chosen') });
    const grid = h('ul', { class: 'grid', data: { testid: 'grid' } });
    const moreButton = h('button', { class: 'button', type: 'button', text: t('results.more'), on: { click: () => more(true) } });
    const tail = h('div', { class: 'tail' }, moreButton);
    const outcome = h('div', { class: 'outcome' });
    const upload = h('div', { class: 'upload', hidden: true }, h('label', { for: 'upload', text: t('results.uploading') }), h('progress', { id: 'upload', max: '1', value: '0' }));
    const found = h('section', { class: 'found', 'aria-labelledby': 'asked-title' },
        h('h2', { class: 'hidden', text: t('results.title') }),
        h('div', { class: 'strip' }, filters.opener, count, sortBox), chips, notes, upload, grid, tail, outcome);
    const element = h('div', { class: 'results' }, askedPlace, h('div', { class: 'columns' }, filters.side, found));

    let search = null;
    let session = null;
    let running = new AbortController();
    let askedRunning = new AbortController(); // Outlives a change of filters, as what was asked with does.
    let loadingMore = false;

    const open = product => openProduct({ ...product, searchId: session?.searchId, position: session?.cards.findIndex(other => other.id === product.id) });
    const cardsOf = (cards, from) => cards.map((product, place) => card(product, { open, go, search, eager: from + place < 8 }));

    new IntersectionObserver(entries => { if (entries.some(entry => entry.isIntersecting)) { more(false); } }, { rootMargin: '600px' }).observe(tail);

    function showChips() {
        const chip = (text, without) => h('li', {}, h('button', { class: 'chip', type: 'button', 'aria-label': t('filters.remove', { name: text }), on: { click: () => go({ ...search, ...without, product: '' }) } }, text, icon('close')));
        const money = value => price(Number(value));
        const prices = search.priceMin && search.priceMax ? `${money(search.priceMin)}–${money(search.priceMax)}`
            : search.priceMin ? t('filters.from', { price: money(search.priceMin) })
            : search.priceMax ? t('filters.to', { price: money(search.priceMax) })
            : '';
        const focused = [...chips.querySelectorAll('button')].indexOf(document.activeElement);
        const all = kindOf(search) === 'browse' ? [] : [
            ...search.category.map(value => chip(categoryName(value), { category: search.category.filter(other => other !== value) })),
            ...search.brand.map(value => chip(value, { brand: search.brand.filter(other => other !== value) })),
            prices ? chip(prices, { priceMin: '', priceMax: '' }) : null,
            search.inStock ? chip(t('filters.inStock'), { inStock: false }) : null,
        ].filter(Boolean);
        chips.replaceChildren(...all, ...(all.length > 1 ? [h('li', {}, h('button', { class: 'link', type: 'button', text: t('filters.clear'), on: { click: () => go({ ...withoutFilters(search), product: '' }) } }))] : []));
        chips.hidden = all.length === 0;
        if (focused >= 0) {
            const left = chips.querySelectorAll('button');
            (left[Math.min(focused, left.length - 1)] ?? askedPlace.querySelector('h1'))?.focus({ preventScroll: true });
        }
    }

    function showNotes() {
        const said = [];
        if (session.notice) {
            said.push(search.q ? { text: t('notice.words') } : { text: session.notice, lang: 'en' }); // The API's own words are English.
        }

        if (search.sort) {
            said.push({ text: t('sort.note', { count: sortedMost }) });
        }

        notes.dataset.kind = kindOf(search);
        notes.replaceChildren(...said.map(props => h('p', { class: 'note' }, icon('info'), h('span', props))));
    }

    function showCount() {
        const shown = session.cards.length;
        count.textContent = session.total !== null ? t('results.total', { count: session.total }) : session.next !== null ? t('results.shown', { count: shown }) : t('results.total', { count: shown });
    }

    function showAll() {
        upload.hidden = true;
        grid.removeAttribute('aria-busy');
        grid.replaceChildren(...cardsOf(session.cards, 0));
        tail.hidden = session.next === null;
        outcome.replaceChildren();
        showNotes();
        showCount();
        setState(session.cards.length > 0 ? 'results' : 'nothing');
        if (session.cards.length === 0) {
            count.textContent = '';
            outcome.replaceChildren(nothing(search, { go, byPicture }));
        }

        notePending(session.pending);
    }

    function showWaiting(another) {
        outcome.replaceChildren();
        upload.hidden = true;
        tail.hidden = true;
        grid.setAttribute('aria-busy', 'true');
        if (another || grid.children.length === 0) {
            grid.replaceChildren(...skeletons(12));
            if (notes.dataset.kind !== kindOf(search)) {
                notes.replaceChildren(); // Else what was said holds for these as well, most likely, and nothing needs to move.
            }

            count.textContent = t('results.searching');
            setState('loading');
        }
    }

    function showFailure(failure) {
        upload.hidden = true;
        grid.replaceChildren();
        grid.removeAttribute('aria-busy');
        notes.replaceChildren();
        tail.hidden = true;
        count.textContent = '';
        const known = failure instanceof PictureGone ? null : asFailure(failure);
        setState(known === null ? 'expired' : known.kind === 'offline' ? 'offline' : 'error');
        const box = known === null ? expired({ go, byPicture }) : failed(known, { byPicture, retry: again, signal: running.signal });
        outcome.replaceChildren(box);
        announce(box.querySelector('h2').textContent);
    }

    async function more(asked) {
        if (loadingMore || !session || session.next === null || grid.hasAttribute('aria-busy')) {
            return;
        }

        loadingMore = true;
        const mine = session;
        const coming = skeletons(12);
        grid.append(...coming);
        moreButton.textContent = t('results.loadingMore');
        try {
            const page = await ask(search, { from: mine.next, signal: running.signal });
            if (mine !== session) {
                return;
            }

            const known = new Set(mine.cards.map(product => product.id));
            const fresh = page.cards.filter(product => !known.has(product.id));
            const added = cardsOf(fresh, mine.cards.length);
            mine.cards.push(...fresh);
            mine.next = page.next;
            coming.forEach(skeleton => skeleton.remove());
            grid.append(...added);
            tail.hidden = mine.next === null;
            showCount();
            announce(t('results.added', { count: fresh.length }));
            if (asked) {
                added[0]?.querySelector('.card-title a').focus({ preventScroll: true });
            }

            moreButton.textContent = t('results.more');
        } catch (failure) {
            moreButton.textContent = failure.name === 'AbortError' ? t('results.more') : t('results.moreFailed');
        } finally {
            coming.forEach(skeleton => skeleton.remove());
            loadingMore = false;
        }
    }

    /**
     * Shows a search. `kept` is a session that was shown before and comes back as it was; `depth` asks for at least so many results, to come back to a place far down.
     * Resolves to the session, or null when another search took over or it failed.
     */
    async function show(next, { kept = null, depth = 0 }) {
        const another = !search || !sameQuestion(search, next);
        running.abort();
        running = new AbortController();
        const { signal } = running;
        search = next;
        session = null;
        if (another || kindOf(search) === 'browse') {
            askedRunning.abort();
            askedRunning = new AbortController();
            askedPlace.replaceChildren(asked(search, { go, openProduct, signal: askedRunning.signal }));
        }

        document.title = pageTitle(search);
        sort.value = search.sort;
        sortBox.hidden = kindOf(search) === 'browse';
        showChips();
        filters.show(search);
        let result = kept;
        try {
            if (!result) {
                showWaiting(another);
                const progress = part => {
                    upload.hidden = part >= 1;
                    byId('upload').value = part;
                };
                result = await ask(search, { signal, progress, ...(depth > 24 ? { limit: 100 } : {}) });
                while (result.next !== null && result.cards.length < depth) {
                    const page = await ask(search, { from: result.next, limit: 100, signal });
                    result = { ...page, cards: [...result.cards, ...page.cards] };
                }
            }
        } catch (failure) {
            if (failure.name !== 'AbortError' && !signal.aborted) {
                showFailure(failure);
            }

            return null;
        }

        if (signal.aborted) {
            return null;
        }

        session = result;
        showAll();
        announce(session.cards.length > 0 ? count.textContent : t('nothing.title'));
        remember(search, session);
        filters.count();
        return session;
    }

    /** The results have left the page; what they still wait for is not needed. */
    const stop = () => {
        running.abort();
        askedRunning.abort();
        search = null;
        grid.replaceChildren();
    };

    return { element, show, stop };
}
