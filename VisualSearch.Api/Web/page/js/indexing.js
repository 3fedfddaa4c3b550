// The line under the header while products are still on their way into the index.
import { health, products } from './api.js';
import { byId, h, later } from './dom.js';
import { t } from './texts.js';

const every = 3000;
let watching = false;

function show(pending, total) {
    const done = Math.max(0, total - pending);
    const line = byId('indexing');
    if (line.hidden) {
        line.replaceChildren(h('p', { id: 'indexing-text' }), h('progress', { 'aria-labelledby': 'indexing-text' }));
        line.hidden = false;
    }

    const [text, bar] = line.children;
    text.textContent = t('indexing.text', { count: pending, total });
    bar.max = Math.max(total, 1);
    bar.value = done;
}

async function watch() {
    try {
        for (;;) {
            const facts = await health();
            const pending = facts.queue?.pending ?? 0;
            if (pending === 0) {
                break;
            }

            const { total } = await products([['limit', '1']]);
            show(pending, Math.max(total, pending));
            do {
                await later(every);
            } while (document.hidden);
        }
    } catch {
        // What is asked for next says what is wrong.
    }

    byId('indexing').hidden = true;
    watching = false;
}

/** An answer said how many products are not searchable yet. */
export function notePending(pending) {
    if (pending > 0 && !watching) {
        watching = true;
        watch();
    }
}
