// What was searched, found and opened.
import { h } from '../../js/dom.js';
import { icon } from '../../js/icons.js';
import { number, t } from '../../js/texts.js';
import { searches } from './api.js';
import { createChart } from './chart.js';
import { card, nothing, table, tile } from './parts.js';
import { poll } from './poll.js';
import { decimal, milliseconds, share, span, when } from './times.js';

const every = 30_000; // Milliseconds: what was searched is looked at, not watched.
const hour = 3600;
const ranges = [hour, 24 * hour, 7 * 24 * hour, 30 * 24 * hour]; // Seconds.
const kinds = ['', 'image', 'text', 'similar'];

const shareOrNone = value => (value === null ? '–' : share(value));

export function createSearches({ remember, ready }, parameters) {
    const filter = { range: ranges.includes(Number(parameters.range)) ? Number(parameters.range) : ranges[1], kind: kinds.includes(parameters.kind) ? parameters.kind : '' };

    const range = h('select', { 'aria-label': t('searches.range') }, ranges.map(seconds => h('option', { value: String(seconds), selected: seconds === filter.range, text: t('overview.last', { span: span(seconds) }) })));
    const kind = h('select', { 'aria-label': t('searches.kind') }, kinds.map(value => h('option', { value, selected: value === filter.kind, text: t(`searches.${value || 'every'}`) })));
    const tools = h('div', { class: 'row' }, range, kind);
    const tiles = Object.fromEntries(['count', 'clicks', 'without', 'median', 'slow'].map(name => [name, tile(t(`searches.${name}`), `tile-${name}`)]));
    const counts = createChart({ title: t('searches.countChart'), testid: 'searches-chart', series: [{ name: t('searches.count'), tone: 'accent' }, { name: t('searches.without'), tone: 'bad' }] });
    const waits = createChart({
        title: t('searches.waitChart'), testid: 'latency-chart', whole: false,
        series: [{ name: t('searches.median'), tone: 'accent', line: true, write: milliseconds }, { name: t('searches.slow'), tone: 'warn', line: true, write: milliseconds }],
    });
    const byKind = h('div');
    const top = h('div', { data: { testid: 'top-queries' } });
    const without = h('div', { data: { testid: 'queries-without-results' } });
    const empty = h('div', { hidden: true }, nothing(icon('search'), t('searches.none'), t('searches.noneText')));
    const full = h('div', { class: 'stack' }, h('div', { class: 'pair' }, card(null, counts.element), card(null, waits.element)),
        card(t('searches.byKind'), byKind), h('div', { class: 'pair uneven' }, card(t('searches.top'), top), card(t('searches.nothingFound'), without)));
    const element = h('div', { class: 'stack' }, h('dl', { class: 'tiles' }, Object.values(tiles).map(({ element }) => element)), empty, full);

    function showTables(report) {
        const end = true;
        byKind.replaceChildren(table(t('searches.byKind'), [{ name: t('searches.kind') }, { name: t('searches.count'), end }, { name: t('searches.clicks'), end }, { name: t('searches.without'), end }, { name: t('searches.median'), end }, { name: t('searches.slow'), end }, { name: t('searches.slowest'), end }],
            report.kinds.map(({ kind: name, latency_ms: latency, ...row }) => [t(`searches.${name}`), number(row.searches), shareOrNone(row.click_through), number(row.without_results), ...['p50', 'p95', 'max'].map(part => (latency ? milliseconds(latency[part]) : '–'))])));
        top.replaceChildren(report.top_queries.length === 0 ? h('p', { class: 'small', text: t('searches.noWords') })
            : table(t('searches.top'), [{ name: t('searches.words') }, { name: t('searches.count'), end }, { name: t('searches.clicks'), end }, { name: t('searches.without'), end }, { name: t('searches.position'), end }],
                // The first result is the first, and not the zeroth, to whoever reads.
                report.top_queries.map(row => [row.query, number(row.searches), shareOrNone(row.click_through), number(row.without_results), row.mean_position === null ? '–' : decimal(row.mean_position + 1)])));
        without.replaceChildren(report.queries_without_results.length === 0 ? h('p', { class: 'small', text: t('searches.allFound') })
            : table(t('searches.nothingFound'), [{ name: t('searches.words') }, { name: t('searches.count'), end }, { name: t('searches.lastAt'), end }], report.queries_without_results.map(row => [row.query, number(row.searches), when(row.last_at)])));
    }

    let state = '';
    function show(report) {
        const { searches: all, latency_ms: latency, buckets, bucket_seconds: seconds } = report;
        tiles.count.show(number(all), t('searches.perRange', { span: span(filter.range) }));
        tiles.clicks.show(shareOrNone(report.click_through), t('searches.clicked', { count: report.clicked_searches }));
        tiles.without.show(number(report.without_results), all > 0 ? t('searches.ofAll', { share: share(report.without_results / all) }) : '');
        tiles.median.show(latency ? milliseconds(latency.p50) : '–', t('searches.medianNote'));
        tiles.slow.show(latency ? milliseconds(latency.p95) : '–', latency ? t('searches.slowNote', { p99: milliseconds(latency.p99), max: milliseconds(latency.max) }) : '');
        empty.hidden = all > 0;
        full.hidden = all === 0;
        const times = buckets.map(bucket => bucket.at);
        const column = name => buckets.map(bucket => bucket[name]);
        const words = t('searches.chartWords', { count: all, span: span(filter.range), without: report.without_results });
        counts.show(times, [column('searches'), column('without_results')], seconds, words);
        waits.show(times, [column('p50_ms'), column('p95_ms')], seconds, latency ? t('searches.waitWords', { median: milliseconds(latency.p50), slow: milliseconds(latency.p95) }) : '');
        const next = JSON.stringify([report.kinds, report.top_queries, report.queries_without_results]);
        if (next !== state) {
            state = next;
            showTables(report);
        }

        ready();
    }

    const polls = { again() {}, stop() {} };
    const take = () => {
        Object.assign(filter, { range: Number(range.value), kind: kind.value });
        remember({ range: filter.range === ranges[1] ? '' : String(filter.range), kind: filter.kind });
        polls.again();
    };
    range.addEventListener('change', take);
    kind.addEventListener('change', take);
    return {
        element,
        tools,
        start() {
            Object.assign(polls, poll(signal => {
                // Until now, by the API's clock. The log keeps 30 days and no more, and the clocks may differ a little.
                const from = new Date(Date.now() - filter.range * 1000 + (filter.range === ranges.at(-1) ? 60_000 : 0));
                return searches([['from', from.toISOString()], ['kind', filter.kind], ['top', 20]], signal);
            }, every, show));
        },
        stop() {
            polls.stop();
            counts.stop();
            waits.stop();
        },
    };
}
