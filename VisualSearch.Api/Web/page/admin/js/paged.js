// A list that comes page by page and stays as long as it is while it is asked for again.
import { h } from '../../js/dom.js';
import { t } from '../../js/texts.js';
import { button, note, told } from './parts.js';

/** @param ask with options, for one page: `{items, next_cursor}` */
export function paged(ask) {
    let answers = [];
    let wanted = 1;
    let turn = 0;
    const pages = {
        /** The answer to the first page, which has what is true of all of them. */
        get first() { return answers[0]; },
        get items() { return answers.flatMap(answer => answer.items); },
        get hasMore() { return Boolean(answers.at(-1)?.next_cursor); },
        /** Asks again for all that is shown. */
        async refresh() {
            const mine = ++turn;
            const fresh = [];
            let cursor = null;
            do {
                fresh.push(await ask([['cursor', cursor]]));
                cursor = fresh.at(-1).next_cursor;
            } while (cursor && fresh.length < wanted);
            if (mine === turn) {
                answers = fresh;
            }
        },
        async more() {
            wanted = answers.length + 1;
            await pages.refresh();
        },
        restart() {
            wanted = 1;
            turn += 1;
        },
    };
    return pages;
}

/** The button below such a list. */
export function moreOf(pages, shown) {
    const press = button(t('more.button'), async () => {
        press.disabled = true;
        try {
            await pages.more();
            shown();
        } catch (failure) {
            note(told(failure), 'bad');
        } finally {
            press.disabled = false;
        }
    });
    const element = h('div', { class: 'more', hidden: true }, press);
    return { element, show() { element.hidden = !pages.hasMore; } };
}
