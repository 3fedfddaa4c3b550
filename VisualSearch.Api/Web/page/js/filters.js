// Category, brand, price and stock: a column beside the results, or a sheet above them on a phone.
import { filterCount, kindOf, withoutFilters } from './address.js';
import { byId, h, openDialog } from './dom.js';
import { facetsOf } from './facets.js';
import { icon } from './icons.js';
import { categoryName, number, price, t } from './texts.js';

const wide = matchMedia('(min-width: 60rem)');
const shownAtFirst = 8;

export function createFilters(go) {
    let search = null;
    let facets = null;
    let asking = null;
    const unfolded = new Set();
    const least = priceField('priceMin', range => (range ? number(Math.floor(range.min)) : ''));
    const most = priceField('priceMax', range => (range ? number(Math.ceil(range.max)) : ''));
    const pricesTitle = h('legend', {});
    const prices = h('fieldset', { data: { testid: 'filter-price' } }, pricesTitle,
        h('div', { class: 'prices' }, least.input, h('span', { 'aria-hidden': 'true', text: '–' }), most.input));
    const form = h('form', { class: 'filters', 'aria-label': t('filters.title'), on: { submit: event => event.preventDefault() } }, prices);
    const side = h('aside', { class: 'side', 'aria-label': t('filters.title') });
    const opener = h('button', { class: 'button filters-open', type: 'button', 'aria-haspopup': 'dialog', on: { click: openSheet } }, icon('filter'), h('span', {}));

    const change = parts => go({ ...search, ...parts, product: '' });

    function openSheet() {
        openDialog({
            name: 'sheet',
            title: t('filters.title'),
            close: h('button', { class: 'quiet', type: 'button', 'aria-label': t('frame.close') }, icon('close')),
            body: h('div', { class: 'sheet-body' }, form, h('div', { class: 'sheet-foot' },
                h('button', { class: 'button strong', type: 'button', text: t('filters.show'), on: { click: () => byId('sheet-heading').closest('dialog').close() } }))),
            onClose: place,
        });
    }

    function place() {
        const sheet = document.querySelector('dialog.sheet');
        if (wide.matches) {
            if (form.parentElement !== side) {
                side.append(form);
            }

            sheet?.close();
        } else if (!sheet) {
            form.remove();
        }
    }

    wide.addEventListener('change', place);

    function option(name, value, label, count, chosen) {
        // The catalogue's list takes one of each; a search takes any number.
        const single = kindOf(search) === 'browse';
        const input = h('input', { type: 'checkbox', name, value, checked: chosen });
        input.addEventListener('change', () => change({ [name]: input.checked ? (single ? [value] : [...search[name], value]) : search[name].filter(other => other !== value) }));
        return h('label', { class: 'option' }, input, h('span', { class: 'option-name', text: label }), count === null ? null : h('span', { class: 'option-count', text: number(count) }));
    }

    function group(name, values, nameOf) {
        const chosen = search[name];
        const all = [...values, ...chosen.filter(value => !values.some(known => known.value === value)).map(value => ({ value, count: null }))];
        if (all.length === 0) {
            return null;
        }

        const open = unfolded.has(name);
        const visible = open ? all : all.filter((entry, place) => place < shownAtFirst || chosen.includes(entry.value));
        return h('fieldset', { data: { testid: `filter-${name}` } }, h('legend', { text: t(`filters.${name}`) }),
            visible.map(entry => option(name, entry.value, nameOf(entry.value), entry.count, chosen.includes(entry.value))),
            all.length > visible.length || open ? h('button', {
                class: 'link', type: 'button', 'aria-expanded': String(open), data: { keep: `fold-${name}` },
                text: open ? t('filters.fewer') : t('filters.more', { count: all.length - visible.length }),
                on: {
                    click: () => {
                        unfolded[open ? 'delete' : 'add'](name);
                        draw();
                    },
                },
            }) : null);
    }

    function priceField(name, toText) {
        const input = h('input', { type: 'text', inputmode: 'decimal', name, maxlength: '14', 'aria-label': t(`filters.${name}`) });
        let given = ''; // Enter gives a value, and so does leaving the field: each value is taken once.
        const commit = () => {
            const text = input.value.replaceAll(/[\s\u00a0\u202f]/g, '').replace(',', '.');
            const valid = text === '' || /^\d+(\.\d+)?$/.test(text);
            input.setAttribute('aria-invalid', String(!valid));
            if (valid && text !== given) {
                given = text;
                const other = name === 'priceMin' ? search.priceMax : search.priceMin;
                const crossed = text && other && (name === 'priceMin' ? Number(text) > Number(other) : Number(text) < Number(other));
                change(crossed ? { priceMin: name === 'priceMin' ? other : text, priceMax: name === 'priceMin' ? text : other } : { [name]: text });
            }
        };
        input.addEventListener('change', commit);
        input.addEventListener('keydown', event => { if (event.key === 'Enter') { commit(); } });
        return {
            input,
            /** What is being typed stays: counts come when they come. */
            show(another) {
                input.placeholder = toText(facets?.price);
                if (another) {
                    given = search[name];
                    input.value = given;
                    input.removeAttribute('aria-invalid');
                }
            },
        };
    }

    function showPrices(another) {
        const range = facets?.price;
        prices.hidden = kindOf(search) === 'browse'; // The catalogue's list takes no prices.
        pricesTitle.textContent = range?.currency ? t('filters.priceIn', { currency: price(1, range.currency).replace(/^[\d\s.,]+|[\d\s.,]+$/gu, '') }) : t('filters.price');
        least.show(another);
        most.show(another);
    }

    function stockGroup() {
        const input = h('input', { type: 'checkbox', name: 'inStock', value: 'true', checked: search.inStock, on: { change: event => change({ inStock: event.target.checked }) } });
        return h('fieldset', { data: { testid: 'filter-stock' } }, h('legend', { text: t('filters.stock') }),
            h('label', { class: 'option' }, input, h('span', { class: 'option-name', text: t('filters.inStock') }), facets ? h('span', { class: 'option-count', text: number(facets.in_stock) }) : null));
    }

    /** @param another the search is another one, and not only its counts */
    function draw(another = false) {
        const focused = form.contains(document.activeElement) && !prices.contains(document.activeElement) ? document.activeElement : null;
        const mark = focused && { name: focused.name, value: focused.value, keep: focused.dataset.keep };
        const count = filterCount(search);
        opener.lastChild.textContent = count > 0 ? t('filters.openWith', { count }) : t('filters.title');
        for (const part of [...form.children].filter(part => part !== prices)) {
            part.remove();
        }

        prices.before(...[
            h('div', { class: 'filters-head' }, h('h2', { text: t('filters.title') }),
                count > 0 && kindOf(search) !== 'browse' ? h('button', { class: 'link', type: 'button', text: t('filters.clear'), on: { click: () => go({ ...withoutFilters(search), product: '' }) } }) : null),
            group('category', facets?.categories ?? [], categoryName),
            group('brand', facets?.brands ?? [], brand => brand),
        ].filter(Boolean));
        showPrices(another);
        prices.after(stockGroup());
        if (mark) {
            const inputs = [...form.querySelectorAll('input')];
            (mark.keep ? form.querySelector(`[data-keep="${mark.keep}"]`) : inputs.find(input => input.name === mark.name && input.value === mark.value))?.focus();
        }
    }

    return {
        side,
        opener,
        /** Shows the filters of a search, for now with the counts that are there. */
        show(next) {
            search = next;
            draw(true);
            place();
        },
        /** Brings the counts of the search that is shown. */
        async count() {
            asking?.abort();
            asking = new AbortController();
            const { signal } = asking;
            try {
                const found = await facetsOf(search, signal);
                if (!signal.aborted) {
                    facets = found;
                    draw();
                }
            } catch {
                if (!signal.aborted) {
                    facets = null; // Old counts would be wrong ones, and the results are there without.
                    draw();
                }
            }
        },
    };
}
