// Whether the system is well, what is left to do, and what needs somebody.
import { h } from '../../js/dom.js';
import { number, t } from '../../js/texts.js';
import { status, webhookHealth } from './api.js';
import { createChart } from './chart.js';
import { glyph } from './glyphs.js';
import { card, longId, say, sync, table, tile } from './parts.js';
import { poll } from './poll.js';
import { decimal, distance, duration, span, when } from './times.js';
import { isBeside, judge, watchMoves } from './verdict.js';

const every = 5000; // Milliseconds.
const spans = [60, 360, 1440]; // Minutes.

/** A long history is shown by longer steps: a thousand bars of a minute each are a blur. */
function gathered(history, minutes) {
    const step = minutes / 60;
    const steps = [];
    history.forEach((minute, at) => {
        const into = Math.floor(at / step);
        steps[into] ??= { at: minute.at, products: 0, pictures: 0, failed_pictures: 0 };
        steps[into].products += minute.products;
        steps[into].pictures += minute.pictures;
        steps[into].failed_pictures += minute.failed_pictures;
    });
    return steps;
}

const glyphOfNeed = { bad: 'bad', warn: 'warning', info: 'info' };

const spanName = minutes => t('overview.last', { span: span(minutes * 60) });

export function createOverview({ remember, ready }, parameters) {
    let minutes = spans.includes(Number(parameters.minutes)) ? Number(parameters.minutes) : spans[0];

    const symbol = h('span', { class: 'verdict-symbol' }, glyph('clock'));
    const title = h('h2', { class: 'verdict-title', text: t('overview.asking') });
    const text = h('p', { class: 'verdict-text', text: '\u00a0' });
    const progress = h('progress', { max: '1', value: '0', 'aria-label': t('overview.progress') });
    const verdict = h('section', { class: 'verdict', data: { testid: 'verdict' } }, symbol, h('div', { class: 'verdict-words' }, title, text), progress);
    const needs = h('ul', { class: 'needs', data: { testid: 'needs' } });

    const tiles = Object.fromEntries(['products', 'pictures', 'left', 'speed', 'queue', 'vectors'].map(name => [name, tile(t(`overview.${name}`), `tile-${name}`)]));
    const chart = createChart({
        title: t('overview.history'), testid: 'history',
        series: [{ name: t('overview.historyProducts'), tone: 'accent' }, { name: t('overview.historyFailed'), tone: 'bad' }],
    });
    const choice = h('select', { 'aria-label': t('overview.span') }, spans.map(one => h('option', { value: String(one), selected: one === minutes, text: spanName(one) })));
    const workers = h('div', { data: { testid: 'workers' } });
    const about = h('dl', { class: 'facts' });
    const element = h('div', { class: 'stack' }, verdict, needs, h('dl', { class: 'tiles' }, Object.values(tiles).map(({ element }) => element)),
        h('section', { class: 'card' }, h('div', { class: 'card-tools' }, choice), chart.element),
        h('div', { class: 'pair' }, card(t('overview.workers'), workers), card(t('overview.about'), about)));

    const unmoved = watchMoves();

    function showVerdict(facts, webhooks) {
        const found = judge(facts, webhooks, unmoved(facts));
        verdict.dataset.tone = found.tone;
        if (symbol.dataset.glyph !== found.glyph) {
            symbol.dataset.glyph = found.glyph;
            symbol.replaceChildren(glyph(found.glyph));
        }

        say(title, found.title);
        say(text, found.text);
        progress.max = Math.max(facts.products.total, 1);
        progress.value = facts.products.total - facts.products.pending;
        sync(needs, found.needs, need => need.key, ({ tone, text: words, href, go }) => h('li', { class: `need ${tone}` }, glyph(glyphOfNeed[tone]), h('span', { text: words }), href ? h('a', { class: 'button', href, text: go }) : null));
        needs.hidden = found.needs.length === 0;
    }

    function showTiles(facts) {
        const { products, pictures, vectors, throughput, queue, lag_seconds: lag, oldest_pending_at: oldest, seconds_left: left } = facts;
        const words = (...parts) => parts.filter(part => part).join(', ');
        const failed = (count, name) => (count > 0 ? t(`overview.${name}`, { count }) : t('overview.noneFailed'));
        tiles.products.show(number(products.indexed), words(t('overview.of', { whole: products.total }), failed(products.failed, 'failedProducts')), products.failed > 0 ? 'warn' : '');
        tiles.pictures.show(number(pictures.indexed),
            words(t('overview.of', { whole: pictures.total }), failed(pictures.failed, 'failedPictures'), pictures.put_off > 0 ? t('overview.putOff', { count: pictures.put_off }) : ''), pictures.failed > 0 ? 'warn' : '');
        tiles.left.show(number(products.pending),
            products.pending === 0 ? t('overview.upToDate') : words(left === null ? '' : t('overview.aboutWait', { wait: duration(left) }), isBeside(facts) ? t('overview.beside') : '', oldest ? t('overview.oldest', { wait: duration(lag) }) : ''), products.pending > 0 ? 'busy' : '');
        tiles.speed.show(t('overview.perSecond', { rate: decimal(throughput.products_per_second) }), t('overview.picturesPerSecond', { rate: decimal(throughput.pictures_per_second) }));
        tiles.queue.show(queue ? t('overview.waiting', { count: queue.waiting }) : t('overview.queueAway'),
            queue ? words(t('overview.taken', { count: queue.taken }), queue.oldest_age_seconds ? t('overview.oldest', { wait: duration(queue.oldest_age_seconds) }) : '') : t('overview.queueAwayNote'), queue ? '' : 'bad');
        tiles.vectors.show(number(vectors), t('overview.vectorsNote'));
    }

    function showHistory(history) {
        const steps = gathered(history, minutes);
        const sum = name => steps.reduce((total, step) => total + step[name], 0);
        chart.show(steps.map(step => step.at), [steps.map(step => step.products), steps.map(step => step.failed_pictures)], minutes, // Seconds: the range is shown in sixty steps.
            t('overview.historyWords', { span: span(minutes * 60), products: sum('products'), failed: sum('failed_pictures') }));
    }

    function showWorkers(list) {
        const state = JSON.stringify(list.map(worker => [worker.name, worker.products_last_minute, distance(worker.last_seen_at)]));
        if (workers.dataset.state === state) {
            return;
        }

        workers.dataset.state = state;
        workers.replaceChildren(list.length === 0 ? h('p', { class: 'small', text: t('overview.noWorkers') })
            : table(t('overview.workers'), [{ name: t('overview.worker') }, { name: t('overview.lastSeen') }, { name: t('overview.lastMinute'), end: true }],
                list.map(worker => [longId(worker.name), when(worker.last_seen_at), number(worker.products_last_minute)])));
    }

    const showAbout = facts => sync(about, [['version', facts.version], ['mode', t(`mode.${facts.mode}`)], ['model', facts.model ?? '–'], ['generation', facts.generation_id ?? '–']], ([name]) => name,
        ([name, value]) => h('div', {}, h('dt', { text: t(`about.${name}`) }), h('dd', { text: value })));

    const polling = () => poll(
        async signal => {
            // Beside the status, which is what counts: the inbox's health is a matter of its own, and away it is not told twice.
            const [facts, webhooks] = await Promise.all([status(minutes, signal), webhookHealth(signal).catch(() => null)]);
            return { facts, webhooks };
        },
        every,
        ({ facts, webhooks }) => {
            showVerdict(facts, webhooks);
            showTiles(facts);
            showHistory(facts.history);
            showWorkers(facts.workers);
            showAbout(facts);
            ready();
        });
    let polls = null;
    choice.addEventListener('change', () => {
        minutes = Number(choice.value);
        remember({ minutes: minutes === spans[0] ? '' : String(minutes) });
        polls.again();
    });
    return {
        element,
        start() {
            polls = polling();
        },
        stop() {
            polls?.stop();
            chart.stop();
        },
    };
}
