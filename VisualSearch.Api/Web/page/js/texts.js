// What the page says, in the shopper's language, and how that language writes numbers.
let texts = {};
let language = 'en';
let plurals = new Intl.PluralRules('en');

/** In which language numbers are written: some browsers know none of Kyrgyz, which writes them as Russian does. */
let numbers = ['en'];

const ownNames = { en: 'English', ru: 'Русский', ky: 'Кыргызча' };

export const current = () => language;

/** For `Intl`, best first. */
export const locales = () => numbers;

/** Takes over what boot.js began. */
export async function load(start) {
    language = start.language;
    texts = await start.texts;
    numbers = language === 'ky' ? ['ky', 'ru'] : [language];
    plurals = new Intl.PluralRules(numbers);
}

/** The text of a key. `{name}` is replaced by a parameter; a text with plural forms is chosen by `count`. */
export function t(key, parameters = {}) {
    const entry = texts[key] ?? key;
    const form = typeof entry === 'string' ? entry : entry[plurals.select(parameters.count ?? 0)] ?? entry.other;
    return form.replace(/\{(\w+)\}/g, (whole, name) => {
        const value = parameters[name];
        return value === undefined ? whole : typeof value === 'number' ? number(value) : value;
    });
}

export const knows = key => key in texts;

export const number = value => new Intl.NumberFormat(numbers).format(value);

export const percent = value => new Intl.NumberFormat(numbers, { style: 'percent' }).format(value);

/** A price as shops of the language write it; a currency that has a name here gets it in place of its code. */
export function price(value, currency) {
    if (value === null || value === undefined) {
        return null;
    }

    const digits = Number.isInteger(value) ? { minimumFractionDigits: 0 } : {};
    if (!currency) {
        return number(value);
    }

    try {
        const name = texts[`currency.${currency}`];
        return name
            ? `${new Intl.NumberFormat(numbers, { minimumFractionDigits: Number.isInteger(value) ? 0 : 2, maximumFractionDigits: 2 }).format(value)}\u00a0${name}`
            : new Intl.NumberFormat(numbers, { style: 'currency', currency, ...digits }).format(value);
    } catch {
        return `${number(value)} ${currency}`; // Three letters, but none that the browser takes for a currency.
    }
}

export function languageName(tag) {
    if (ownNames[tag]) {
        return ownNames[tag];
    }

    try {
        const name = new Intl.DisplayNames(tag, { type: 'language' }).of(tag);
        return name === tag ? tag : name.charAt(0).toLocaleUpperCase(tag) + name.slice(1);
    } catch {
        return tag;
    }
}

/** A category that is written as a path of plain words is shown as one a shopper reads: `food/books-and-paper` is "Food › Books and paper". */
export function categoryName(category) {
    return /^[a-z0-9]+([-_/][a-z0-9]+)*$/.test(category)
        ? category.split('/').map(part => part.charAt(0).toUpperCase() + part.slice(1).replaceAll(/[-_]/g, ' ')).join(' › ')
        : category;
}

/** Puts texts into markup: `data-t` is the content, `data-t-label` the name for assistive technology, `data-t-placeholder` the placeholder. */
export function fill(root) {
    root.querySelectorAll('[data-t]').forEach(element => { element.textContent = t(element.dataset.t); });
    root.querySelectorAll('[data-t-label]').forEach(element => {
        element.setAttribute('aria-label', t(element.dataset.tLabel));
        if (element.tagName === 'BUTTON') {
            element.title = t(element.dataset.tLabel);
        }
    });
    root.querySelectorAll('[data-t-placeholder]').forEach(element => { element.placeholder = t(element.dataset.tPlaceholder); });
}
