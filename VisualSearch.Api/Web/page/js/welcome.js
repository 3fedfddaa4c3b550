// The first visit: what can be done here, three pictures to try it with, and what the shop has.
import { addressOf, emptySearch } from './address.js';
import * as api from './api.js';
import { inPage, picture } from './cards.js';
import { h, later } from './dom.js';
import { icon } from './icons.js';
import { notePending } from './indexing.js';
import { setState } from './results.js';
import { fileButton, linkField } from './sources.js';
import { empty, failed } from './states.js';
import { categoryName, current, number, t } from './texts.js';

const examplesWanted = 3;
const every = 3000; // Milliseconds between two looks at a shop that is being filled.

const titleOf = product => product.translations?.[current()]?.title ?? product.title;

/** Products of different categories, so that the three show that it works for anything. */
function choose(products) {
    const withPicture = products.filter(product => product.images.some(image => image.state === 'indexed'));
    const one = new Map(withPicture.map(product => [product.category, product]));
    return [...new Set([...one.values(), ...withPicture])].slice(0, examplesWanted);
}

function example(product, onFile) {
    const image = product.images.find(candidate => candidate.state === 'indexed');
    const take = async () => {
        const answer = await fetch(api.mediaAddress(image.image_id, 1024)).catch(() => null);
        const blob = answer?.ok ? await answer.blob().catch(() => null) : null;
        if (blob) {
            onFile(blob);
        }
    };
    return h('li', {}, h('button', { class: 'example', type: 'button', 'aria-label': t('welcome.example', { title: titleOf(product) }), data: { testid: 'example' }, on: { click: take } },
        picture(image.image_id, { sizes: '(min-width: 40rem) 10rem, 30vw', eager: true })));
}

export function createWelcome({ go, onFile, onLink }) {
    const examples = h('ul', { class: 'examples', 'aria-labelledby': 'examples-title' }, Array.from({ length: examplesWanted }, () => h('li', { 'aria-hidden': 'true' }, h('span', { class: 'example skeleton' }))));
    const categories = h('ul', { class: 'categories', 'aria-labelledby': 'categories-title' }, Array.from({ length: 8 }, () => h('li', { 'aria-hidden': 'true' }, h('span', { class: 'category skeleton', text: '\u00a0' }))));
    const exampleBox = h('section', { class: 'welcome-examples' }, h('h2', { id: 'examples-title', text: t('welcome.examples') }), examples);
    const categoryBox = h('section', { class: 'welcome-categories' }, h('h2', { id: 'categories-title', text: t('welcome.categories') }), categories);
    const outcome = h('div', {});
    const drop = h('section', { class: 'drop', 'aria-label': t('sources.title') },
        h('span', { class: 'state-symbol' }, icon('picture')),
        h('p', { class: 'drop-title with-mouse', text: t('welcome.drop') }),
        h('p', { class: 'drop-title with-finger', text: t('welcome.show') }),
        h('p', { class: 'small with-mouse', text: t('welcome.paste') }),
        h('div', { class: 'row' },
            fileButton({ text: t('sources.choose'), symbol: 'upload', look: 'strong', onFile }),
            fileButton({ text: t('sources.take'), symbol: 'camera', camera: true, onFile })),
        linkField('page', onLink));
    const element = h('div', { class: 'welcome' },
        h('div', { class: 'welcome-top' },
            h('div', { class: 'welcome-text' }, h('h1', { tabindex: '-1', text: t('welcome.title') }), h('p', { text: t('welcome.text') })),
            drop,
            exampleBox),
        categoryBox, outcome);

    function showShop(isThere) {
        if (isThere === drop.hidden || (isThere && outcome.hasChildNodes())) {
            drop.hidden = !isThere;
            exampleBox.hidden = !isThere;
            categoryBox.hidden = !isThere;
            outcome.replaceChildren(...(isThere ? [] : [empty()]));
        }

        setState(isThere ? 'welcome' : 'empty');
    }

    async function showCategories(signal) {
        try {
            const { categories: all } = await api.facets([], signal);
            const most = all.toSorted((one, other) => other.count - one.count).slice(0, 12);
            categories.replaceChildren(...most.map(({ value, count }) => {
                const search = { ...emptySearch, category: [value] };
                return h('li', {}, inPage(h('a', { class: 'category', href: addressOf(search) }, categoryName(value), ' ', h('span', { class: 'category-count', text: number(count) })), () => go(search)));
            }));
            categoryBox.hidden = most.length === 0;
        } catch (failure) {
            if (failure.name !== 'AbortError') {
                categoryBox.hidden = true; // The rest of the page does without.
            }
        }
    }

    /** Shows what the catalogue has by now. Returns whether there is nothing more to wait for. */
    async function showCatalogue(signal) {
        const { items } = await api.products([['limit', '60'], ['index_state', 'indexed']], signal);
        const chosen = choose(items);
        const isThere = items.length > 0 || (await api.products([['limit', '1']], signal)).total > 0;
        const pending = (await api.health(signal).catch(() => null))?.queue?.pending ?? 0;
        if (signal.aborted) {
            return true;
        }

        showShop(isThere);
        if (chosen.length > examples.querySelectorAll('button').length) {
            examples.replaceChildren(...chosen.map(product => example(product, onFile)));
        }

        exampleBox.hidden = chosen.length === 0 && pending === 0;
        if (isThere) {
            await showCategories(signal);
        }

        notePending(pending);
        return isThere && pending === 0;
    }

    async function show(signal) {
        document.title = 'VisualSearch';
        showShop(true);
        try {
            // A shop that is only just being filled shows more each time.
            while (!await showCatalogue(signal)) {
                await later(every, signal);
            }
        } catch (failure) {
            if (signal.aborted) {
                return;
            }

            const known = api.asFailure(failure);
            if (examples.querySelector('.skeleton')) {
                exampleBox.hidden = true;
                categoryBox.hidden = true;
                setState(known.kind === 'offline' ? 'offline' : 'error');
                outcome.replaceChildren(failed(known, { retry: () => show(signal), signal }));
            }
        }
    }

    return { element, show };
}
