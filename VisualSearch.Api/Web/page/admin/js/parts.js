// The small things that sections are made of.
import { announce, byId, h, openDialog } from '../../js/dom.js';
import { icon } from '../../js/icons.js';
import { knows, t } from '../../js/texts.js';

export const button = (text, act, look = '', more = {}) => h('button', { class: `button ${look}`, type: 'button', text, on: { click: act }, ...more });

/** @param tone `good`, `bad`, `warn`, `busy` or nothing */
export const badge = (text, tone = '') => h('span', { class: `badge ${tone}`, text });

const shownOfId = 14;

/** An id that nobody reads to its end; all of it to whoever points at it. */
export const longId = id => h('code', id.length > shownOfId + 2 ? { title: id, text: `${id.slice(0, shownOfId)}…` } : { text: id });

/** Writes a text only where it changed, so that nobody who reads or selects it is disturbed. */
export function say(element, text) {
    if (element.textContent !== text) {
        element.textContent = text;
    }
}

export const card = (title, ...content) => h('section', { class: 'card' }, title ? h('h2', { class: 'card-head', text: title }) : null, content);

/** A number with its name: `show(value, note, tone)`. */
export function tile(label, testid) {
    const value = h('dd', { class: 'tile-value', text: '–' });
    const note = h('dd', { class: 'tile-note' });
    const element = h('div', { class: 'tile', data: { testid } }, h('dt', { text: label }), value, note);
    return {
        element,
        show(text, more = '', tone = '') {
            say(value, text);
            say(note, more);
            element.dataset.tone = tone;
        },
    };
}

const madeOf = new WeakMap();

const focusable = 'button, a, summary';

/** What can have the focus in an element, itself included where it can. */
const stops = element => [...element.matches(focusable) ? [element] : [], ...element.querySelectorAll(focusable)];

/** One in the place of another, with what was open in it still open and what had the focus still having it. */
function replace(old, fresh) {
    const at = stops(old).indexOf(document.activeElement);
    const open = [...old.querySelectorAll('details')].map(details => details.open);
    old.replaceWith(fresh);
    [...fresh.querySelectorAll('details')].forEach((details, index) => { details.open = open[index] ?? details.open; });
    if (at >= 0) {
        stops(fresh)[at]?.focus({ preventScroll: true });
    }
}

/** Makes the children of an element those of a list, in its order, and lets what is there already be: whoever has the focus keeps it. */
export function sync(parent, items, keyOf, make) {
    const before = new Map([...parent.children].map(child => [child.dataset.key, child]));
    let place = parent.firstElementChild;
    for (const item of items) {
        const key = String(keyOf(item));
        const state = JSON.stringify(item);
        let child = before.get(key);
        before.delete(key);
        if (!child || madeOf.get(child) !== state) {
            const fresh = make(item);
            fresh.dataset.key = key;
            madeOf.set(fresh, state);
            if (child) {
                replace(child, fresh);
                place = child === place ? fresh : place;
            }

            child = fresh;
        }

        if (child === place) {
            place = place.nextElementSibling;
        } else {
            parent.insertBefore(child, place);
        }
    }

    before.forEach(child => child.remove());
}

/** A table that may be wider than its place, and then is moved sideways, by keys too. @param columns [{name, end}] */
export function table(label, columns, rows) {
    return h('div', { class: 'scroll', role: 'region', tabindex: '0', 'aria-label': label },
        h('table', {}, h('thead', {}, h('tr', {}, columns.map(({ name, end }) => h('th', { scope: 'col', class: end ? 'end' : null, text: name })))),
            h('tbody', {}, rows.map(cells => h('tr', {}, cells.map((cell, at) => h(at === 0 ? 'th' : 'td', { scope: at === 0 ? 'row' : null, class: columns[at].end ? 'end' : null }, cell)))))));
}

export const nothing = (symbol, title, text, ...more) => h('div', { class: 'state', data: { testid: 'nothing' } }, h('span', { class: 'state-symbol' }, symbol), h('h2', { text: title }), text ? h('p', { text }) : null, more);

/** What the API said, in the operator's language where there is a text for it, and in its own. */
export function told(failure) {
    const known = `problem.${failure.code}`;
    return [knows(known) ? t(known) : failure.kind === 'problem' ? failure.title : t('connection.away'), failure.detail].filter(text => text).join(' ');
}

const noteFor = 6000; // Milliseconds.

/** Says something in passing. */
export function note(text, tone = 'good') {
    announce(text);
    const line = h('p', { class: `note ${tone}`, data: { testid: 'note' }, text });
    byId('notes').append(line);
    setTimeout(() => line.remove(), noteFor);
}

const closer = () => h('button', { class: 'quiet', type: 'button', 'aria-label': t('frame.close'), title: t('frame.close') }, icon('close'));

/** Where the focus is in a list of `sync`. @returns what gives it back when another row has come into the place of the one that had it */
function placeOf(opener) {
    const row = opener?.closest('[data-key]');
    const list = row?.parentElement;
    const at = row ? stops(row).indexOf(opener) : -1;
    return () => {
        const present = at < 0 || opener.isConnected ? null : [...list.children].find(child => child.dataset.key === row.dataset.key);
        if (present) {
            stops(present)[at]?.focus({ preventScroll: true });
        }
    };
}

/** A dialog that shows something. */
export function show(name, title, ...content) {
    const back = placeOf(document.activeElement);
    return openDialog({ name, title, close: closer(), body: h('div', { class: 'dialog-body' }, content), onClose: back });
}

/** A dialog that is held stays, whatever is pressed, so that there is somebody to tell how it ended. `closedby` holds it against the key Escape pressed twice, which `cancel` alone does not. */
function hold(dialog, held) {
    dialog.toggleAttribute('data-held', held);
    dialog.querySelectorAll('button').forEach(one => { one.disabled = held; });
    if (held) {
        dialog.setAttribute('closedby', 'none');
    } else {
        dialog.removeAttribute('closedby');
    }
}

const isHeld = dialog => dialog.hasAttribute('data-held');

let acting = false; // One act at a time, whatever became of the dialog that asked for it.

/** Asks before something is done that cannot be taken back, does it, and keeps the dialog while it is done and where it did not go. @param act resolves to what is said in the end */
export function confirm({ title, text, go, act, danger = false, content = null }) {
    const problem = h('p', { class: 'field-problem', role: 'alert' });
    const cancel = button(t('confirm.cancel'), () => dialog.close());
    const sure = button(go, async () => {
        problem.textContent = acting ? t('confirm.acting') : '';
        if (acting) {
            return;
        }

        acting = true;
        const before = document.activeElement;
        hold(dialog, true);
        try {
            const said = await act();
            dialog.close();
            note(said);
        } catch (failure) {
            if (failure.status === 401 || failure.status === 403) {
                dialog.close();
            } else if (dialog.open) {
                problem.textContent = told(failure);
            } else {
                note(told(failure), 'bad'); // Closed meanwhile, for a key was asked for.
            }
        } finally {
            acting = false;
            hold(dialog, false);
            if (dialog.open) {
                before.focus();
            }
        }
    }, danger ? 'danger' : 'strong', { data: { testid: 'sure' } });
    content?.addEventListener('keydown', event => {
        if (event.key === 'Enter' && event.target.type === 'text') {
            sure.click();
        }
    });
    const dialog = show('confirm', title, h('p', { text }), content, problem, h('div', { class: 'row end' }, cancel, sure));
    dialog.addEventListener('cancel', event => {
        if (isHeld(dialog)) {
            event.preventDefault();
        }
    });
    // Before the dialog's own, which closes it when the click is beside it.
    dialog.addEventListener('click', event => {
        if (isHeld(dialog)) {
            event.stopImmediatePropagation();
        }
    }, true);
    cancel.focus();
    return dialog;
}
