// The operator's key: kept for this tab alone, until it is closed or the key is forgotten.
import { byId, h } from '../../js/dom.js';
import { t } from '../../js/texts.js';
import { glyph } from './glyphs.js';

const place = 'visualsearch.admin.key';
let inMemory = null; // Where the browser refuses to keep anything, a key lasts as long as the page does.

export function keptKey() {
    try {
        return sessionStorage.getItem(place) ?? inMemory;
    } catch {
        return inMemory;
    }
}

function keep(key) {
    inMemory = key;
    try {
        if (key === null) {
            sessionStorage.removeItem(place);
        } else {
            sessionStorage.setItem(place, key);
        }
    } catch {
        // Kept in memory above.
    }

    showLeaving();
}

const showLeaving = () => { byId('leave').hidden = keptKey() === null; };

export function startKeys(forgotten) {
    showLeaving();
    byId('leave').addEventListener('click', () => {
        keep(null);
        forgotten();
    });
}

/** Why there is a form: no key was sent, the one that was is not known or may not do this, or the installation has none. */
const reasonOf = failure => ({ key_required: 'asked', unknown_key: 'unknown', scope_missing: 'scope', no_key_configured: 'none' })[failure.code] ?? 'asked';

/** What a header can carry. */
const sendable = /^[\x20-\x7e]+$/;

/** The form that asks for a key. @param given called when there is one to try */
export function keyForm(failure, given) {
    const reason = reasonOf(failure);
    const wrong = reason === 'unknown' || reason === 'scope';
    const problem = h('p', { id: 'key-problem', class: 'field-problem', text: wrong ? t(`key.${reason}`) : '' });
    const input = h('input', { id: 'key', type: 'password', autocomplete: 'off', spellcheck: 'false', required: true, 'aria-describedby': 'key-problem key-kept', 'aria-invalid': wrong ? 'true' : null });
    const form = h('form', { class: 'key-form', novalidate: true }, h('label', { for: 'key', text: t('key.label') }),
        h('div', { class: 'field-row' }, input, h('button', { class: 'button strong', type: 'submit', text: t('key.go') })),
        problem, h('p', { id: 'key-kept', class: 'small', text: t('key.kept') }));
    form.addEventListener('submit', event => {
        event.preventDefault();
        const key = input.value.trim();
        if (!sendable.test(key)) {
            problem.textContent = t(key ? 'key.unsendable' : 'key.empty');
            input.setAttribute('aria-invalid', 'true');
            input.focus();
            return;
        }

        keep(key);
        given();
    });
    const none = reason === 'none';
    const element = h('section', { class: 'state', data: { testid: 'key' } },
        h('span', { class: 'state-symbol' }, glyph('key')), h('h1', { tabindex: '-1', text: t('key.title') }),
        h('p', { text: t(none ? 'key.none' : 'key.text') }), none ? null : form);
    return { element, focus: () => (none ? element.querySelector('h1') : input).focus() };
}
