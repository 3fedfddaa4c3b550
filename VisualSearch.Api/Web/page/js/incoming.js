// Pictures that are dropped anywhere on the page or pasted into it.
import { isWebAddress } from './address.js';
import { root } from './api.js';
import { h } from './dom.js';
import { icon } from './icons.js';
import { t } from './texts.js';

const carriesPicture = data => [...(data?.types ?? [])].some(type => type === 'Files' || type === 'text/uri-list');

function linkOf(data) {
    const link = (data.getData('text/uri-list') || data.getData('text/plain') || '').split('\n').map(line => line.trim()).find(line => line && !line.startsWith('#'));
    return isWebAddress(link) ? link : null;
}

const pictureOf = data => [...data.files].find(file => file.type.startsWith('image/')) ?? data.files[0] ?? null;

/** A picture of this very page is fetched here; any other address is the API's to fetch. */
async function takeLink(link, { onFile, onLink }) {
    if (new URL(link).origin === root.origin) {
        const answer = await fetch(link).catch(() => null);
        const blob = answer?.ok ? await answer.blob().catch(() => null) : null;
        if (blob?.type.startsWith('image/')) {
            onFile(blob);
        }
    } else {
        onLink(link);
    }
}

export function listen(takers) {
    let curtain = null;
    let depth = 0;
    let ownDrag = false;
    const lift = () => {
        depth = 0;
        curtain?.remove();
        curtain = null;
    };

    document.addEventListener('dragstart', event => { ownDrag = event.target.tagName !== 'IMG'; });
    document.addEventListener('dragend', () => { ownDrag = false; });
    window.addEventListener('dragenter', event => {
        if (!ownDrag && carriesPicture(event.dataTransfer)) {
            event.preventDefault();
            depth += 1;
            // Inside an open dialog, because nothing outside of it can be seen above it.
            curtain ??= (document.querySelector('dialog[open]') ?? document.body).appendChild(h('div', { class: 'curtain', 'aria-hidden': 'true', data: { testid: 'curtain' } }, icon('picture'), h('p', { text: t('incoming.drop') })));
        }
    });
    window.addEventListener('dragleave', () => {
        depth -= 1;
        if (depth <= 0) {
            lift();
        }
    });
    window.addEventListener('dragover', event => {
        if (!ownDrag && carriesPicture(event.dataTransfer)) {
            event.preventDefault();
            event.dataTransfer.dropEffect = 'copy';
        }
    });
    window.addEventListener('drop', event => {
        lift();
        if (ownDrag || !carriesPicture(event.dataTransfer)) {
            return;
        }

        event.preventDefault();
        const picture = pictureOf(event.dataTransfer);
        const link = linkOf(event.dataTransfer);
        if (picture) {
            takers.onFile(picture);
        } else if (link) {
            takeLink(link, takers);
        }
    });
    window.addEventListener('paste', event => {
        const picture = [...event.clipboardData.files].find(file => file.type.startsWith('image/'));
        const link = event.target.closest?.('input, textarea') ? null : linkOf(event.clipboardData);
        if (picture) {
            event.preventDefault();
            takers.onFile(picture);
        } else if (link) {
            event.preventDefault();
            takeLink(link, takers);
        }
    });
}
