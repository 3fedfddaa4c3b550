// Products in a grid.
import { addressOf, emptySearch } from './address.js';
import { mediaAddress } from './api.js';
import { h, opensElsewhere } from './dom.js';
import { icon } from './icons.js';
import { percent, price, t } from './texts.js';

const secondTry = 1500; // Milliseconds after a picture that did not come.
const widths = [128, 256, 384, 512, 768, 1024];

/** A picture of the catalogue from our own origin, in a box whose size is known before it comes. */
export function picture(imageId, { alt = '', sizes, eager = false, most = 768 } = {}) {
    const empty = () => h('span', { class: 'no-picture' }, icon('picture'));
    if (!imageId) {
        return empty();
    }

    const image = h('img', {
        alt, sizes, srcset: widths.filter(width => width <= most).map(width => `${mediaAddress(imageId, width)} ${width}w`).join(', '), src: mediaAddress(imageId, 384),
        width: '384', height: '384', decoding: 'async', loading: eager ? null : 'lazy',
    });
    // Once more after a moment: where many pictures are asked for at once, one may be told to wait.
    image.addEventListener('error', () => {
        image.addEventListener('error', () => image.replaceWith(empty()), { once: true });
        setTimeout(() => { image.srcset = image.getAttribute('srcset'); }, secondTry);
    }, { once: true });
    return image;
}

/** In stock, out of stock, or nothing when the shop does not say. */
export function stock(inStock) {
    return inStock === null || inStock === undefined ? null
        : h('span', { class: inStock ? 'stock there' : 'stock gone', text: t(inStock ? 'card.inStock' : 'card.outOfStock') });
}

/** A link inside the page: the browser's own for a new tab, ours for a plain click. */
export function inPage(anchor, act) {
    anchor.addEventListener('click', event => {
        if (!opensElsewhere(event)) {
            event.preventDefault();
            act();
        }
    });
    return anchor;
}

/** @param open opens the product  @param go goes to a search  @param search the search that the product's address is to lead back to */
export function card(product, { open, go, search, eager }) {
    const similar = { ...emptySearch, similar: product.id };
    return h('li', { class: 'card', data: { testid: 'card', product: product.id } },
        h('div', { class: 'card-picture' },
            picture(product.imageId, { sizes: '(min-width: 64rem) 15rem, (min-width: 40rem) 30vw, 45vw', eager }),
            product.similarity === null ? null : h('span', { class: 'similarity', title: t('card.similarityWhat'), data: { testid: 'similarity' } },
                h('span', { class: 'hidden', text: `${t('card.similarity')} ` }), percent(product.similarity)),
            inPage(h('a', { class: 'card-similar', href: addressOf(similar), title: t('card.similar'), 'aria-label': t('card.similarTo', { title: product.title }) },
                icon('similar')), () => go(similar))),
        h('div', { class: 'card-text' },
            h('p', { class: 'card-price', text: price(product.price, product.currency) ?? t('card.noPrice') }),
            h('h3', { class: 'card-title' }, inPage(h('a', { href: addressOf({ ...search, product: product.id }), text: product.title }), () => open(product))),
            stock(product.inStock)));
}

/** Cards that are on their way: the same boxes, so that nothing moves when they come. */
export const skeletons = count => Array.from({ length: count }, () => h('li', { class: 'card skeleton', 'aria-hidden': 'true' },
    h('div', { class: 'card-picture' }),
    h('div', { class: 'card-text' }, h('p', { class: 'card-price', text: '\u00a0' }), h('p', { class: 'card-title', text: '\u00a0' }), h('span', { class: 'stock', text: '\u00a0' }))));
