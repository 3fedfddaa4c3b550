// Pictures that could not be had or read, with the reason, and the way to try them again.
import { h } from '../../js/dom.js';
import { icon } from '../../js/icons.js';
import { root } from '../../js/api.js';
import { knows, number, t } from '../../js/texts.js';
import { failures, reindex } from './api.js';
import { glyph } from './glyphs.js';
import { badge, button, note, nothing, say, sync, told } from './parts.js';
import { poll } from './poll.js';
import { moreOf, paged } from './paged.js';
import { when } from './times.js';

const every = 5000; // Milliseconds.
const pageSize = 50;
const everything = ''; // Among what is being tried, where products stand by their ids.

/** What the API is being asked to try, by whatever list of this page: no answer, no second request. */
const running = new Set();

const problemName = problem => (knows(`fault.${problem}`) ? t(`fault.${problem}`) : problem);

function pictureRow(picture) {
    const place = picture.url.startsWith(root.href) ? new URL(picture.url).pathname : picture.url;
    return h('li', { class: 'picture' },
        h('p', { class: 'picture-problem' }, badge(problemName(picture.problem), picture.final ? 'bad' : 'warn'),
            h('span', { class: 'small' }, t('failures.attempts', { count: picture.attempts }), picture.final ? `, ${t('failures.givenUp')}` : null,
                picture.next_attempt_at ? [', ', t('failures.next'), ' ', when(picture.next_attempt_at)] : null)),
        picture.error ? h('p', { class: 'picture-error', lang: 'en', text: picture.error }) : null,
        h('p', {}, h('a', { class: 'picture-link', href: picture.url, target: '_blank', rel: 'noopener noreferrer', text: place })));
}

export function createFailures({ remember, ready }, parameters) {
    const filter = { problem: parameters.problem ?? '', final: ['true', 'false'].includes(parameters.final) ? parameters.final : '' };

    const total = h('p', { class: 'count', data: { testid: 'failed-total' }, text: '\u00a0' });
    const problems = h('div', { class: 'choices', role: 'group', 'aria-label': t('failures.byProblem'), data: { testid: 'problems' } });
    const final = h('select', { 'aria-label': t('failures.which') },
        [['', 'failures.all'], ['true', 'failures.final'], ['false', 'failures.putOff']].map(([value, text]) => h('option', { value, selected: value === filter.final, text: t(text) })));
    const list = h('ul', { class: 'rows', data: { testid: 'failures' } });
    const empty = h('div', { hidden: true });
    const all = button(t('failures.retryAll'), () => again(everything, listed), 'strong', { data: { testid: 'retry-all' } });
    const pages = paged(options => failures([['limit', pageSize], ['problem', filter.problem], ['final', filter.final], ...options]));
    const more = moreOf(pages, () => show());
    const element = h('div', { class: 'stack' }, problems, h('div', { class: 'strip' }, total, h('div', { class: 'row' }, final, all)), list, empty, more.element);

    let listed = null; // The products that the button for many is about, as it says; null for all that failed.

    /** @param target what stands in `running` for it  @param ids of products; null for all */
    async function again(target, ids) {
        if (running.has(target)) {
            return;
        }

        running.add(target);
        enable();
        try {
            const { products } = await reindex({ scope: 'failed', ...(ids ? { product_ids: ids } : {}) });
            note(t('failures.trying', { count: products }));
        } catch (failure) {
            note(told(failure), 'bad');
        } finally {
            running.delete(target);
            enable();
            polls.again();
        }
    }

    function row(item) {
        const retry = button(t('failures.retry'), () => again(item.product_id, [item.product_id]), 'slim', { 'aria-label': t('failures.retryOne', { title: item.title }) });
        return h('li', { class: 'row-card', data: { testid: 'failure', product: item.product_id } },
            h('div', { class: 'row-head' },
                h('div', { class: 'row-title' }, h('h2', {}, h('a', { href: new URL(`?product=${encodeURIComponent(item.product_id)}`, root).href, target: '_blank', rel: 'noopener', text: item.title || item.product_id })),
                    h('p', { class: 'small' }, h('code', { text: item.external_id ?? item.product_id }), ' ', badge(t(`state.${item.index_state}`), { failed: 'bad', pending: 'busy' }[item.index_state] ?? ''))),
                retry),
            h('ul', { class: 'pictures' }, item.pictures.map(pictureRow)));
    }

    function enable() {
        all.disabled = running.has(everything) || pages.items.length === 0;
        [...list.children].forEach(row => { row.querySelector('.row-head > .button').disabled = running.has(row.dataset.key); });
    }

    function choose(problem) {
        filter.problem = filter.problem === problem ? '' : problem;
        restart();
    }

    function restart() {
        remember(filter);
        pages.restart();
        polls.again();
    }

    const choice = ({ problem, pictures, chosen }) => h('button', { class: 'choice', type: 'button', 'aria-pressed': String(chosen), on: { click: () => choose(problem) } }, problemName(problem), h('span', { class: 'choice-count', text: number(pictures) }));

    function show() {
        const { first, items } = pages;
        say(total, t('failures.total', { count: first.total }));
        const known = first.problems.map(entry => ({ ...entry, chosen: entry.problem === filter.problem }));
        if (filter.problem && !known.some(({ problem }) => problem === filter.problem)) {
            known.push({ problem: filter.problem, pictures: 0, chosen: true });
        }

        sync(problems, known, ({ problem }) => problem, choice);
        problems.hidden = known.length === 0;
        sync(list, items, item => item.product_id, row);
        const filtered = filter.problem || filter.final;
        empty.hidden = items.length > 0;
        if (items.length === 0) {
            empty.replaceChildren(filtered
                ? nothing(icon('search'), t('failures.noneLike'), null, button(t('failures.showAll'), () => {
                    Object.assign(filter, { problem: '', final: '' });
                    final.value = '';
                    restart();
                }))
                : nothing(glyph('well'), t('failures.none'), t('failures.noneText')));
        }

        // The total beside the button is of what was asked for, so with a filter it is about no more than what is listed.
        listed = filtered ? items.map(item => item.product_id) : null;
        say(all, filtered ? t('failures.retryListed', { count: items.length }) : t('failures.retryAll'));
        enable();
        more.show();
        ready();
    }

    final.addEventListener('change', () => {
        filter.final = final.value;
        restart();
    });
    const polls = { again() {}, stop() {} };
    return {
        element,
        start() {
            Object.assign(polls, poll(() => pages.refresh(), every, show));
        },
        stop() {
            polls.stop();
        },
    };
}
