// Puts the page for operators together: which section is shown, and what stands in its place while a key is asked for.
import * as choices from '../../js/choices.js';
import { announce, byId, h } from '../../js/dom.js';
import { fill, load, t } from '../../js/texts.js';
import { onRefusal } from './api.js';
import { createFailures } from './failures.js';
import { createGenerations } from './generations.js';
import { glyph } from './glyphs.js';
import { keyForm, keptKey, startKeys } from './key.js';
import { createOverview } from './overview.js';
import { tellBack } from './poll.js';
import { createSearches } from './searches.js';
import { createWebhooks } from './webhooks.js';

await load(window.startOfPage);
fill(document);

const sections = { overview: createOverview, failures: createFailures, webhooks: createWebhooks, generations: createGenerations, searches: createSearches };
const glyphs = { overview: 'overview', failures: 'warning', webhooks: 'webhooks', generations: 'generations', searches: 'search' };
const main = byId('main');

let shown = null; // { name, section }
let asking = false;

/** The section and its parameters, as the address has them. */
function place() {
    const [name, query = ''] = location.hash.slice(1).split('?');
    return { name: Object.hasOwn(sections, name) ? name : 'overview', parameters: Object.fromEntries(new URLSearchParams(query)) };
}

/** Writes the parameters of the present section into the address, so that a reload leads back to them. */
function remember(parameters) {
    const query = new URLSearchParams(Object.entries(parameters).filter(([, value]) => value)).toString();
    history.replaceState(history.state, '', `#${place().name}${query ? `?${query}` : ''}`);
}

function leave() {
    shown?.section.stop();
    shown = null;
}

function ask(failure) {
    if (asking) {
        return;
    }

    asking = true;
    document.querySelectorAll('dialog[open]').forEach(dialog => dialog.close());
    leave();
    tellBack();
    const form = keyForm(failure, route);
    main.replaceChildren(form.element);
    main.dataset.state = 'key';
    form.focus();
    announce(t('key.title'));
}

function route() {
    const { name, parameters } = place();
    const arrives = shown?.name !== name;
    const before = shown;
    asking = false;
    leave();
    main.dataset.state = 'loading';
    const section = sections[name]({ remember, ready: () => { main.dataset.state = 'ready'; } }, parameters);
    shown = { name, section };
    const heading = h('h1', { tabindex: '-1', text: t(`section.${name}`) });
    main.replaceChildren(h('div', { class: 'section-head' }, heading, section.tools ?? null), section.element);
    document.title = `${t(`section.${name}`)} – VisualSearch`;
    byId('sections').querySelectorAll('a').forEach(link => {
        if (link.dataset.section === name) {
            link.setAttribute('aria-current', 'page');
            link.scrollIntoView({ block: 'nearest', inline: 'nearest' });
        } else {
            link.removeAttribute('aria-current');
        }
    });
    section.start();
    if (before && arrives) {
        scrollTo({ top: 0, behavior: 'instant' });
        heading.focus({ preventScroll: true });
    }
}

choices.start();
startKeys(route);
byId('sections').append(...Object.keys(sections).map(name => h('a', { href: `#${name}`, data: { section: name } }, glyph(glyphs[name]), h('span', { text: t(`section.${name}`) }))));
document.querySelector('.skip').addEventListener('click', event => {
    event.preventDefault();
    main.focus();
});
onRefusal(failure => ask(failure));
window.addEventListener('hashchange', () => {
    document.querySelectorAll('dialog[open]:not([data-held])').forEach(dialog => dialog.close());
    route();
});
document.documentElement.dataset.ready = '';
route();
