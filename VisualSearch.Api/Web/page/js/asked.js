// What was asked with, above the results: the picture and what can be done with it, the product, or the words.
import { emptySearch, kindOf } from './address.js';
import * as api from './api.js';
import { picture } from './cards.js';
import { h } from './dom.js';
import { icon } from './icons.js';
import { find } from './kept.js';
import { cut } from './pictures.js';
import { categoryName, current, t } from './texts.js';

const titleId = 'asked-title';
const heading = text => h('h1', { id: titleId, tabindex: '-1', text }); // Takes the focus when what had it leaves the page.

function titleOf(search) {
    switch (kindOf(search)) {
        case 'words':
            return t('asked.words', { words: search.q });
        case 'similar':
            return t('asked.similar');
        case 'browse': {
            const names = [...search.category.map(categoryName), ...search.brand];
            return names.length > 0 ? names.join(', ') : t('asked.browse');
        }

        default:
            return search.q ? t('asked.both', { words: search.q }) : search.box ? t('asked.part') : t('asked.picture');
    }
}

/** What the browser calls the page, in its tab and its history. */
export const pageTitle = search => (kindOf(search) === 'nothing' ? 'VisualSearch' : `${titleOf(search)} · VisualSearch`);

const remove = (search, go) => h('button', {
    class: 'button', type: 'button', 'aria-label': t('asked.remove'), on: { click: () => go(search.q ? { ...emptySearch, q: search.q } : emptySearch) },
}, icon('close'), h('span', { text: t('asked.removeShort') }));

/** False when the picture is not here any more. */
async function shown(search, frame, signal) {
    const blob = await find(search.picture);
    if (!blob || signal.aborted) {
        frame.replaceChildren(icon('picture'));
        return Boolean(blob);
    }

    const part = search.box ? await cut(blob, search.box).catch(() => blob) : blob;
    const address = URL.createObjectURL(part);
    const image = h('img', { src: address, alt: t(search.box ? 'asked.partAlt' : 'asked.pictureAlt') });
    image.addEventListener('load', () => URL.revokeObjectURL(address), { once: true });
    image.addEventListener('error', () => image.replaceWith(icon('picture')), { once: true });
    if (!signal.aborted) {
        frame.replaceChildren(image);
    }

    return true;
}

function ofPicture(search, go, signal) {
    const frame = h('div', { class: 'asked-frame', data: { testid: 'asked-picture' } });
    const part = h('button', { class: 'button', type: 'button', 'aria-haspopup': 'dialog' }, icon('crop'), h('span', { text: t(search.box ? 'asked.otherPart' : 'asked.choosePart') }));
    shown(search, frame, signal).then(there => { part.hidden = !there; });
    const choosePart = async () => {
        const blob = await find(search.picture);
        if (blob) {
            const { openCrop } = await import('./crop.js');
            openCrop(blob, search.box, box => go({ ...search, box }));
        }
    };
    part.addEventListener('click', choosePart);
    return [frame, h('div', { class: 'asked-text' }, heading(titleOf(search)),
        h('div', { class: 'row' },
            part,
            search.box ? h('button', { class: 'button', type: 'button', on: { click: () => go({ ...search, box: '' }) } }, icon('picture'), h('span', { text: t('asked.whole') })) : null,
            remove(search, go)))];
}

function ofProduct(search, openProduct, signal) {
    const frame = h('div', { class: 'asked-frame' });
    const name = h('p', { class: 'asked-name', text: '\u00a0' });
    api.product(search.similar, signal).then(product => {
        const title = product.translations?.[current()]?.title ?? product.title;
        frame.replaceChildren(picture(product.images[0]?.image_id, { sizes: '6rem', eager: true, most: 384 }));
        name.replaceChildren(h('button', { class: 'link', type: 'button', text: title, on: { click: () => openProduct({ id: product.product_id }) } }));
    }).catch(() => name.remove()); // The search beside it says what is wrong.
    return [frame, h('div', { class: 'asked-text' }, heading(titleOf(search)), name)];
}

function ofLink(search, go) {
    return [h('div', { class: 'asked-frame' }, icon('link')), h('div', { class: 'asked-text' }, heading(titleOf(search)),
        h('p', { class: 'asked-link', text: search.imageUrl }),
        h('div', { class: 'row' }, remove(search, go)))];
}

/** @param signal aborted when another search takes the place */
export function asked(search, { go, openProduct, signal }) {
    const kind = kindOf(search);
    const parts = kind === 'picture' ? ofPicture(search, go, signal)
        : kind === 'similar' ? ofProduct(search, openProduct, signal)
        : kind === 'link' ? ofLink(search, go)
        : [heading(titleOf(search))];
    return h('div', { class: `asked by-${kind}`, data: { testid: 'asked' } }, parts);
}
