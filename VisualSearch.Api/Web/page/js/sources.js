// The ways to give a picture: choose, take, drop, paste, or name its address.
import { isWebAddress } from './address.js';
import { h, openDialog } from './dom.js';
import { icon } from './icons.js';
import { t } from './texts.js';

/** A button that opens the browser's own way to a picture. */
export function fileButton({ text, symbol, camera, look, onFile }) {
    const input = h('input', { type: 'file', accept: 'image/*', capture: camera ? 'environment' : null, hidden: true, 'aria-label': text, tabindex: '-1' });
    input.addEventListener('change', () => {
        const [file] = input.files;
        input.value = ''; // The same file may be chosen again.
        if (file) {
            onFile(file);
        }
    });
    const button = h('button', { class: `button ${look ?? ''}`, type: 'button', on: { click: () => input.click() } }, icon(symbol), h('span', { text }));
    return h('span', { class: camera ? 'source camera' : 'source' }, button, input);
}

/** A field for a picture's address. `place` tells two of them apart. */
export function linkField(place, onLink) {
    const id = `link-${place}`;
    const problem = h('p', { class: 'field-problem', id: `${id}-problem`, role: 'alert' });
    const input = h('input', { id, type: 'url', inputmode: 'url', placeholder: 'https://', maxlength: '2048', autocomplete: 'off', 'aria-describedby': `${id}-problem` });
    const form = h('form', { class: 'link-form', novalidate: true },
        h('label', { for: id, text: t('sources.link') }),
        h('div', { class: 'field-row' }, input, h('button', { class: 'button strong', type: 'submit', text: t('sources.linkGo') })),
        problem);
    form.addEventListener('submit', event => {
        event.preventDefault();
        const link = input.value.trim();
        if (isWebAddress(link)) {
            onLink(link);
            return;
        }

        problem.textContent = t('sources.linkWrong');
        input.setAttribute('aria-invalid', 'true');
        input.focus();
    });
    return form;
}

export function openSources({ onFile, onLink }) {
    let dialog;
    const done = act => value => {
        dialog.close();
        act(value);
    };
    dialog = openDialog({
        name: 'sources',
        title: t('sources.title'),
        close: h('button', { class: 'quiet', type: 'button', 'aria-label': t('frame.close') }, icon('close')),
        body: h('div', { class: 'sources-body' },
            h('div', { class: 'drop' },
                icon('picture'),
                h('p', { class: 'with-mouse', text: t('sources.drop') }),
                h('div', { class: 'row' },
                    fileButton({ text: t('sources.choose'), symbol: 'upload', look: 'strong', onFile: done(onFile) }),
                    fileButton({ text: t('sources.take'), symbol: 'camera', camera: true, onFile: done(onFile) }))),
            linkField('dialog', done(onLink)),
            h('p', { class: 'small', text: t('sources.private') })),
    });
}
