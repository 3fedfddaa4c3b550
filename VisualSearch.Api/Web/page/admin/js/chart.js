// A chart, its legend, and the same numbers as a table for whoever cannot see it. The library that draws comes when the first chart is shown.
import { h } from '../../js/dom.js';
import { t } from '../../js/texts.js';
import { say, table } from './parts.js';
import { decimal, moment, tick } from './times.js';

const height = 200; // CSS pixels; the style sheet keeps the same room before the library is there.
const counts = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 50_000, 100_000, 500_000, 1_000_000];
const day = 86_400;

let library;
const load = () => {
    library ??= import('../../vendor/uplot/uPlot.esm.js').then(module => module.default);
    library.catch(() => { library = undefined; });
    return library;
};

/** A canvas knows no style sheets, so it is told what they say: colours are read whenever it is drawn. */
const colourOf = element => getComputedStyle(element).color;

const axisText = increment => (seconds, at, all) => {
    const time = new Date(seconds * 1000);
    const midnight = time.getHours() === 0 && time.getMinutes() === 0 && increment >= 3600;
    const label = tick(time, increment >= day || midnight ? day : 60);
    return at > 0 && label === tick(all[at - 1] * 1000, increment >= day || midnight ? day : 60) ? '' : label;
};

/**
 * @param series [{name, tone, line, write}] in the order of the columns that `show` gets; bars unless `line`; `write` puts a value into words
 * @param whole values are whole numbers, and so is what the axis says
 */
export function createChart({ title, testid, series, whole = true }) {
    const markOf = ({ tone, line }) => h('span', { class: `mark ${tone} ${line ? 'line' : ''}` });
    const marks = series.map(markOf);
    const values = series.map(() => h('span', { class: 'reading-value' }));
    const readTime = h('span');
    const reading = h('span', { class: 'reading' }, readTime, series.map((one, at) => h('span', { class: 'legend-entry' }, markOf(one), values[at])));
    const legend = h('div', { class: 'legend', 'aria-hidden': 'true' }, series.map(({ name }, at) => h('span', { class: 'legend-entry' }, marks[at], name)), reading);
    const field = h('div', { class: 'plot', role: 'img' });
    const summary = h('p', { class: 'chart-summary' });
    const rows = h('div');
    const asTable = h('details', { class: 'as-table' }, h('summary', { text: t('chart.table') }), rows);
    const element = h('figure', { class: 'chart', data: { testid } }, h('figcaption', {}, h('span', { class: 'chart-title', text: title }), summary), legend, field, asTable);

    const lines = h('span', { class: 'plot-lines', 'aria-hidden': 'true' });
    field.append(lines);
    let plot = null;
    let shown = null; // { times, columns, seconds }
    let state = '';

    const write = (at, value) => (value === null || value === undefined ? '–' : (series[at].write ?? decimal)(value));

    function fillTable() {
        if (asTable.open && shown) {
            const full = shown.times.map((time, at) => [moment(time), ...shown.columns.map((column, which) => write(which, column[at]))]).reverse();
            rows.replaceChildren(table(title, [{ name: t('chart.time') }, ...series.map(({ name }) => ({ name, end: true }))], full));
        }
    }

    asTable.addEventListener('toggle', fillTable);

    function point(at) {
        const inside = at !== null && at !== undefined && shown;
        values.forEach((value, which) => say(value, inside ? write(which, shown.columns[which][at]) : ''));
        say(readTime, inside ? tick(shown.times[at], shown.seconds) : '');
        reading.classList.toggle('on', Boolean(inside));
    }

    const options = (uPlot, width) => ({
        width,
        height,
        padding: [8, 22, 0, 0],
        legend: { show: false },
        cursor: { y: false, drag: { x: false, y: false }, points: { size: 7 } },
        scales: {
            x: { time: true, range: (_, from, to) => [from - (shown?.seconds ?? 60) / 2, to + (shown?.seconds ?? 60) / 2] },
            y: { range: (_, from, to) => [0, Math.max(whole ? 4 : 1, (to ?? 0) * 1.12)] },
        },
        axes: [
            { stroke: () => colourOf(field), font: '12px system-ui, sans-serif', grid: { show: false }, ticks: { show: false }, space: 60, size: 32, values: (_, splits, __, ___, increment) => splits.map(axisText(increment)) },
            {
                stroke: () => colourOf(field), font: '12px system-ui, sans-serif', grid: { stroke: () => colourOf(lines), width: 1 }, ticks: { show: false }, size: 52,
                ...(whole ? { incrs: counts } : {}), values: (_, splits) => splits.map(value => (series[0].write ?? decimal)(value)),
            },
        ],
        series: [{}, ...series.map(({ line }, at) => ({
            stroke: () => colourOf(marks[at]),
            width: line ? 2 : 0,
            spanGaps: true,
            points: { show: false },
            ...(line ? {} : { fill: () => colourOf(marks[at]), paths: uPlot.paths.bars({ size: [0.72, 28], radius: 0.2 }) }),
        }))],
        hooks: { setCursor: [({ cursor }) => point(cursor.left >= 0 ? cursor.idx : null)] },
    });

    const data = () => [shown.times.map(time => new Date(time).getTime() / 1000), ...shown.columns];

    async function draw() {
        const uPlot = await load();
        field.removeAttribute('data-missing');
        if (!element.isConnected || field.clientWidth === 0) {
            return;
        }

        if (plot) {
            plot.setData(data());
        } else {
            plot = new uPlot(options(uPlot, field.clientWidth), data(), field);
            field.dataset.drawn = '';
        }
    }

    const sizes = new ResizeObserver(() => {
        if (plot && field.clientWidth > 0 && field.clientWidth !== plot.width) {
            plot.setSize({ width: field.clientWidth, height });
        }
    });
    sizes.observe(field);
    const redraw = () => plot?.redraw(false);
    const themes = new MutationObserver(redraw);
    themes.observe(document.documentElement, { attributeFilter: ['data-theme'] });
    const system = matchMedia('(prefers-color-scheme: dark)');
    system.addEventListener('change', redraw);

    return {
        element,
        /** @param times of the beginnings of the buckets  @param columns a list of values for each series  @param seconds of a bucket  @param words what the chart tells, in a sentence */
        show(times, columns, seconds, words) {
            const next = JSON.stringify([times, columns]);
            if (next === state) {
                return;
            }

            state = next;
            shown = { times, columns, seconds };
            say(summary, words);
            field.setAttribute('aria-label', `${title}. ${words}`);
            fillTable();
            draw().catch(() => field.setAttribute('data-missing', t('chart.missing')));
        },
        stop() {
            sizes.disconnect();
            themes.disconnect();
            system.removeEventListener('change', redraw);
            plot?.destroy();
            plot = null;
        },
    };
}
