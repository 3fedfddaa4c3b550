// Puts the page together.
import { emptySearch, kindOf } from './address.js';
import { tellClick } from './api.js';
import * as bar from './bar.js';
import { inPage } from './cards.js';
import * as choices from './choices.js';
import { announce, byId } from './dom.js';
import { listen } from './incoming.js';
import { currentSearch, go, leaveProduct, start } from './journey.js';
import { forgetOld, keep } from './kept.js';
import { prepare } from './pictures.js';
import { createResults } from './results.js';
import { openSources } from './sources.js';
import { fill, load, t } from './texts.js';
import { createWelcome } from './welcome.js';

await load(window.startOfPage);
fill(document);

const main = byId('main');
const takers = {
    /** Words that were typed before the picture came go with it only when they are on already. */
    async onFile(file) {
        document.querySelectorAll('dialog[open]').forEach(dialog => dialog.close());
        main.dataset.state = 'loading';
        announce(t('results.searching'));
        const id = await keep(await prepare(file));
        await go({ ...emptySearch, picture: id });
    },
    onLink(link) {
        document.querySelectorAll('dialog[open]').forEach(dialog => dialog.close());
        go({ ...emptySearch, imageUrl: link });
    },
};
const byPicture = () => openSources(takers);

function openProduct(product) {
    if (product.searchId && product.position >= 0) {
        tellClick(product.searchId, product.id, product.position);
    }

    go({ ...currentSearch(), product: product.id });
}

const results = createResults({ go, openProduct, byPicture });
const welcome = createWelcome({ go, ...takers });
let welcoming = new AbortController();
let productView = null;

const view = {
    async show(search, options) {
        bar.show(search);
        welcoming.abort();
        welcoming = new AbortController();
        const atHome = kindOf(search) === 'nothing';
        const { element } = atHome ? welcome : results;
        if (main.firstElementChild !== element) {
            main.replaceChildren(element);
        }

        if (atHome) {
            results.stop();
            await welcome.show(welcoming.signal);
            return null;
        }

        return results.show(search, options);
    },
    async showProduct(id) {
        if (!id && !productView) {
            return;
        }

        try {
            productView ??= (await import('./product.js')).createProductView({ go, openProduct, leave: leaveProduct, currentSearch });
        } catch {
            announce(t('unreachable.title')); // The module did not come; the link can be tried again.
            leaveProduct();
            return;
        }

        productView.show(currentSearch().product);
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
forgetOld();
await start(view);
