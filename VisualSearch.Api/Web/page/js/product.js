// One product with all its pictures, above the page it was opened from, under an address of its own.
import { addressOf, emptySearch, isWebAddress } from './address.js';
import * as api from './api.js';
import { pageTitle } from './asked.js';
import { ask } from './asking.js';
import { card, inPage, picture, skeletons, stock } from './cards.js';
import { h, openDialog } from './dom.js';
import { icon } from './icons.js';
import { failed } from './states.js';
import { categoryName, current, languageName, price, t } from './texts.js';

/** Only what a browser opens as a page: an address of another scheme could run as a script. */
const shopLink = url => (isWebAddress(url) ? url : null);

function gallery(product, title) {
    const { images } = product;
    const main = h('div', { class: 'gallery-main', data: { testid: 'gallery-main' } });
    const show = place => {
        main.replaceChildren(picture(images[place]?.image_id, { alt: t('product.picture', { title, count: place + 1, total: images.length }), sizes: '(min-width: 50rem) 28rem, 92vw', eager: true, most: 1024 }));
        thumbs.forEach((thumb, other) => thumb.setAttribute('aria-pressed', String(other === place)));
    };
    const thumbs = images.length > 1 ? images.map((image, place) => h('button', {
        class: 'thumb', type: 'button', 'aria-label': t('product.picture', { title, count: place + 1, total: images.length }), 'aria-pressed': 'false', on: { click: () => show(place) },
    }, picture(image.image_id, { sizes: '4rem', most: 256 }))) : [];
    show(0);
    return h('div', { class: 'gallery' }, main, thumbs.length > 0 ? h('div', { class: 'thumbs' }, thumbs) : null);
}

function words(product) {
    const versions = new Map([['', { title: product.title, description: product.description }], ...Object.entries(product.translations ?? {})]);
    const title = h('h2', { id: 'product-title', tabindex: '-1' });
    const description = h('p', { class: 'description' });
    const show = tag => {
        const version = versions.get(tag);
        title.textContent = version.title ?? product.title;
        description.textContent = version.description ?? product.description ?? '';
        description.hidden = !description.textContent;
        [title, description].forEach(element => (tag ? element.setAttribute('lang', tag) : element.removeAttribute('lang')));
        choices.forEach(([other, button]) => button.setAttribute('aria-pressed', String(other === tag)));
    };
    const choices = versions.size > 1 ? [...versions.keys()].map(tag => [tag, h('button', {
        class: 'segment', type: 'button', lang: tag || null, text: tag ? languageName(tag) : t('product.original'), on: { click: () => show(tag) },
    })]) : [];
    show(versions.has(current()) ? current() : '');
    return { title, description, languages: choices.length > 0 ? h('div', { class: 'segments', role: 'group', 'aria-label': t('product.languages') }, choices.map(([, button]) => button)) : null };
}

function attributes(product) {
    const entries = Object.entries(product.attributes ?? {});
    const text = value => (Array.isArray(value) ? value.map(text).join(', ') : value === true ? t('product.yes') : value === false ? t('product.no') : value !== null && typeof value === 'object' ? JSON.stringify(value) : String(value ?? '–'));
    return entries.length === 0 ? null : h('dl', { class: 'attributes' }, entries.map(([name, value]) => h('div', {}, h('dt', { text: name }), h('dd', { text: text(value) }))));
}

export function createProductView({ go, openProduct, leave, currentSearch }) {
    let dialog = null;
    let shown = '';
    let asking = new AbortController();
    const content = h('div', { class: 'product-body' });
    const browse = parts => go({ ...emptySearch, ...parts });
    const tag = (text, parts) => inPage(h('a', { class: 'tag', href: addressOf({ ...emptySearch, ...parts }), text }), () => browse(parts));

    function draw(product) {
        const { title, description, languages } = words(product);
        const link = shopLink(product.url);
        const similar = h('ul', { class: 'grid', data: { testid: 'product-similar' } }, skeletons(6));
        const similarBox = h('section', { class: 'product-more', 'aria-labelledby': 'product-more-title' },
            h('div', { class: 'strip' }, h('h3', { id: 'product-more-title', text: t('product.similar') }),
                inPage(h('a', { class: 'link', href: addressOf({ ...emptySearch, similar: product.product_id }), text: t('product.allSimilar') }), () => browse({ similar: product.product_id }))),
            similar);
        content.replaceChildren(
            h('div', { class: 'product-top' }, gallery(product, title.textContent), h('div', { class: 'product-text' },
                h('p', { class: 'tags' }, product.category ? tag(categoryName(product.category), { category: [product.category] }) : null, product.brand ? tag(product.brand, { brand: [product.brand] }) : null),
                title,
                h('p', { class: 'product-price', text: price(product.price, product.currency) ?? t('card.noPrice') }), stock(product.in_stock),
                link ? h('a', { class: 'button strong', href: link, target: '_blank', rel: 'noopener noreferrer' }, h('span', { text: t('product.shop') }), icon('outside')) : null,
                languages, description, attributes(product))),
            similarBox);
        dialog.setAttribute('aria-labelledby', 'product-title');
        document.title = `${title.textContent} · VisualSearch`;
        title.focus({ preventScroll: true });
        dialog.scrollTop = 0;
        showSimilar(product, similar, similarBox);
    }

    async function showSimilar(product, list, box) {
        try {
            const { cards, searchId } = await ask({ ...emptySearch, similar: product.product_id }, { limit: 12, signal: asking.signal });
            const search = { ...currentSearch(), product: '' };
            list.replaceChildren(...cards.map((found, position) => card(found, { open: opened => openProduct({ ...opened, searchId, position }), go, search })));
            box.hidden = cards.length === 0;
        } catch (failure) {
            box.hidden = failure.name !== 'AbortError'; // The product itself is there, and it is what was asked for.
        }
    }

    function open() {
        if (dialog) {
            return;
        }

        dialog = openDialog({
            name: 'product',
            title: t('product.title'),
            close: h('button', { class: 'quiet', type: 'button', 'aria-label': t('frame.close') }, icon('close')),
            body: content,
            onClose: () => {
                dialog = null;
                shown = '';
                asking.abort();
                document.title = pageTitle(currentSearch());
                leave();
            },
        });
    }

    /** Shows a product, or with an empty id none. */
    async function show(id) {
        if (!id) {
            dialog?.close();
            return;
        }

        if (id === shown) {
            return;
        }

        shown = id;
        open();
        asking.abort();
        asking = new AbortController();
        const { signal } = asking;
        content.replaceChildren(h('div', { class: 'product-top skeleton', 'aria-busy': 'true' }, h('div', { class: 'gallery' }, h('div', { class: 'gallery-main' })), h('div', { class: 'product-text' }, h('p', { class: 'line' }), h('p', { class: 'line' }), h('p', { class: 'line' }))));
        try {
            const product = await api.product(id, signal);
            if (!signal.aborted) {
                draw(product);
            }
        } catch (failure) {
            if (signal.aborted) {
                return;
            }

            content.replaceChildren(failed(api.asFailure(failure), { signal, retry: () => {
                shown = '';
                show(id);
            } }));
        }
    }

    return { show };
}
