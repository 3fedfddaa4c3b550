// Elements are made here and nowhere else, and always from text: nothing that comes from the catalogue is ever read as markup.

/** An element. `props`: `class`, `text`, `on` ({event: handler}), `data` ({name: value}); anything else is an attribute, left out when null or false. */
export function h(tag, props = {}, ...children) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(props)) {
        if (value === null || value === undefined || value === false) {
            continue;
        }

        if (name === 'class') {
            element.className = value;
        } else if (name === 'text') {
            element.textContent = value;
        } else if (name === 'on') {
            Object.entries(value).forEach(([event, handler]) => element.addEventListener(event, handler));
        } else if (name === 'data') {
            Object.entries(value).forEach(([key, content]) => { element.dataset[key] = content; });
        } else {
            element.setAttribute(name, value === true ? '' : value);
        }
    }

    element.append(...children.flat().filter(child => child !== null && child !== undefined && child !== false));
    return element;
}

export const byId = id => document.getElementById(id);

/** A click that the browser should handle itself: a new tab, a new window, a download. */
export const opensElsewhere = event => event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey;

/** A modal dialog with a heading and a way out; it leaves the page when it closes. Focus goes back to where it was. */
export function openDialog({ name, title, close, body, onClose }) {
    const heading = h('h2', { id: `${name}-heading`, text: title });
    const dialog = h('dialog', { class: `dialog ${name}`, 'aria-labelledby': `${name}-heading`, data: { testid: name } },
        h('div', { class: 'dialog-head' }, heading, close),
        body);
    close.addEventListener('click', () => dialog.close());
    // On the backdrop the event's target is the dialog itself, and only there: its content fills it.
    let pressedOutside = false;
    dialog.addEventListener('pointerdown', event => { pressedOutside = event.target === dialog; });
    dialog.addEventListener('click', event => { if (pressedOutside && event.target === dialog) { dialog.close(); } });
    dialog.addEventListener('close', () => {
        dialog.remove();
        onClose?.();
    });
    document.body.append(dialog);
    dialog.showModal();
    return dialog;
}

let lastSaid;

/** Tells screen readers; the same words twice are said twice. */
export function announce(text) {
    const announcer = byId('announcer');
    announcer.textContent = text === lastSaid ? `${text}\u00a0` : text;
    lastSaid = announcer.textContent;
}

export const later = (milliseconds, signal) => new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, milliseconds);
    signal?.addEventListener('abort', () => {
        clearTimeout(timer);
        reject(signal.reason);
    }, { once: true });
});
