// Suggestions while words are typed: a combobox whose list is beside it and whose focus never leaves the field.
import { isWebAddress } from './address.js';
import { suggestions } from './api.js';
import { announce, h } from './dom.js';
import { icon } from './icons.js';
import { categoryName, t } from './texts.js';

const pause = 150; // Milliseconds without a key before the catalogue is asked.
const symbols = { product: 'search', category: 'tag', brand: 'shop', link: 'link' };

export function attach(input, list, choose) {
    let options = [];
    let active = -1;
    let timer = 0;
    let asking = null;

    const isOpen = () => !list.hidden;
    const close = () => {
        clearTimeout(timer);
        asking?.abort();
        list.hidden = true;
        active = -1;
        input.setAttribute('aria-expanded', 'false');
        input.removeAttribute('aria-activedescendant');
    };
    const point = index => {
        active = index;
        [...list.children].forEach((item, place) => item.setAttribute('aria-selected', String(place === index)));
        if (index >= 0) {
            input.setAttribute('aria-activedescendant', list.children[index].id);
            list.children[index].scrollIntoView({ block: 'nearest' });
        } else {
            input.removeAttribute('aria-activedescendant');
        }
    };
    const take = option => {
        close();
        choose(option);
    };
    const show = found => {
        options = found;
        if (found.length === 0) {
            close();
            return;
        }

        list.replaceChildren(...found.map((option, place) => h('li', {
            id: `suggestion-${place}`, role: 'option', 'aria-selected': 'false',
            on: {
                // Before the field loses its focus to the press.
                mousedown: event => event.preventDefault(),
                click: () => take(option),
            },
        }, icon(symbols[option.kind] ?? 'search'),
        h('span', { class: 'suggestion-text', text: option.kind === 'link' ? t('suggest.link') : option.kind === 'category' ? categoryName(option.text) : option.text }),
        option.kind === 'category' || option.kind === 'brand' ? h('span', { class: 'suggestion-kind', text: t(`suggest.${option.kind}`) }) : null)));
        list.hidden = false;
        input.setAttribute('aria-expanded', 'true');
        point(-1);
        announce(t('suggest.count', { count: found.length }));
    };

    async function ask(words) {
        asking?.abort();
        const mine = new AbortController();
        asking = mine;
        try {
            const answer = await suggestions(words, mine.signal);
            if (!mine.signal.aborted && document.activeElement === input && input.value.trim() === words) {
                show(answer.suggestions);
            }
        } catch {
            // The field works without suggestions, and a search will say what is wrong. Given up for newer words, it has nothing to close.
            if (!mine.signal.aborted) {
                close();
            }
        }
    }

    input.addEventListener('input', () => {
        clearTimeout(timer);
        asking?.abort();
        const words = input.value.trim();
        if (isWebAddress(words)) {
            show([{ kind: 'link', text: words }]);
        } else if (words) {
            timer = setTimeout(ask, pause, words);
        } else {
            close();
        }
    });
    input.addEventListener('keydown', event => {
        if (event.isComposing) {
            return;
        }

        if (event.key === 'Escape' && isOpen()) {
            event.preventDefault();
            close();
        } else if (isOpen() && (event.key === 'ArrowDown' || event.key === 'ArrowUp')) {
            event.preventDefault();
            const step = event.key === 'ArrowDown' ? 1 : -1;
            point(active + step < -1 ? options.length - 1 : active + step >= options.length ? -1 : active + step);
        } else if (event.key === 'ArrowDown' && input.value.trim()) {
            event.preventDefault();
            ask(input.value.trim());
        } else if (event.key === 'Enter' && isOpen() && active >= 0) {
            event.preventDefault();
            take(options[active]);
        }
    });
    input.addEventListener('blur', close);
    return { close };
}
