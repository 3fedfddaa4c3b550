// Puts the page together.
import { emptySearch, kindOf } from './address.js';
import { tellClick } from './api.js';
import * as bar from './bar.js';
import { inPage } from './cards.js';
import * as choices from './choices.js';
import { announce, byId, h } from './dom.js';
import { icon } from './icons.js';
import { listen } from './incoming.js';
import { again, begin, currentSearch, go, leaveProduct, start } from './journey.js';
import { holdTheHour, keep } from './kept.js';
import { prepare } from './pictures.js';
import { createResults } from './results.js';
import { openSources } from './sources.js';
import { fill, load, t } from './texts.js';
import { createWelcome } from './welcome.js';

await load(window.startOfPage);
fill(document);

const main = byId('main');
const seenFrom = 150; // Milliseconds.
// The view of a product leaves with the search that takes its place; closed here, it would go back in the history first.
const closeDialogs = () => document.querySelectorAll('dialog[open]:not(.product)').forEach(dialog => dialog.close());

/** Says that a picture is being prepared, where that takes long enough to be seen. Returns what takes it away again. */
function sayPreparing() {
    const note = h('p', { class: 'preparing', 'aria-hidden': 'true', data: { testid: 'preparing' } }, icon('picture'), h('span', { text: t('results.preparing') }));
    const timer = setTimeout(() => (document.querySelector('dialog[open]') ?? document.body).append(note), seenFrom);
    return () => {
        clearTimeout(timer);
        note.remove();
    };
}

const takers = {
    /** Words that were typed before the picture came go with it only when they are on already. */
    async onFile(file) {
        const isMine = begin();
        closeDialogs();
        main.dataset.state = 'loading';
        announce(t('results.preparing'));
        const prepared = sayPreparing();
        const id = await keep(await prepare(file)).finally(prepared);
        if (isMine()) {
            await go({ ...emptySearch, picture: id });
        }
    },
    onLink(link) {
        closeDialogs();
        go({ ...emptySearch, imageUrl: link });
    },
};
const byPicture = () => openSources(takers);

function openProduct(product) {
    if (currentSearch().product === product.id) {
        return; // The second half of a double click.
    }

    if (product.searchId && product.position >= 0) {
        tellClick(product.searchId, product.id, product.position);
    }

    go({ ...currentSearch(), product: product.id });
}

const results = createResults({ go, again, openProduct, byPicture });
const welcome = createWelcome({ go, ...takers });
let welcoming = new AbortController();
let productView = null; // The promise of it, so that two that ask at once get one view.
const createProduct = async () => (await import('./product.js')).createProductView({ go, openProduct, leave: leaveProduct, currentSearch });

const view = {
    async show(search, options) {
        bar.show(search);
        welcoming.abort();
        welcoming = new AbortController();
        const atHome = kindOf(search) === 'nothing';
        const { element } = atHome ? welcome : results;
        const held = document.activeElement !== document.body;
        const holdFocus = () => {
            if (held && document.activeElement === document.body) {
                main.querySelector('h1')?.focus({ preventScroll: true }); // What had the focus has left the page.
            }
        };
        if (main.firstElementChild !== element) {
            main.replaceChildren(element);
        }

        if (atHome) {
            results.stop();
            const filled = welcome.show(welcoming.signal);
            holdFocus();
            await filled;
            return null;
        }

        const found = results.show(search, options);
        holdFocus();
        await found;
        if (search === currentSearch()) {
            holdFocus(); // A product's view closes a moment after the search is gone to.
        }

        return found;
    },
    async showProduct(id) {
        if (!id && !productView) {
            return;
        }

        try {
            productView ??= createProduct();
            await productView;
        } catch {
            productView = null;
            announce(t('unreachable.title')); // The module did not come; the link can be tried again.
            leaveProduct();
            return;
        }

        (await productView)?.show(currentSearch().product);
    },
    startAnew() {
        scrollTo({ top: 0, behavior: 'instant' });
    },
};

choices.start();
bar.start(go, currentSearch, takers);
listen(takers);
inPage(document.querySelector('.brand'), () => go(emptySearch));
inPage(document.querySelector('.skip'), () => main.focus());
document.documentElement.dataset.ready = '';
holdTheHour();
await start(view);
