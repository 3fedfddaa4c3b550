// Times, waits and shares as the operator's language writes them.
import { h } from '../../js/dom.js';
import { locales, t } from '../../js/texts.js';

const made = new Map();

/** Formats are costly to make and asked for with every answer. */
function format(kind, options) {
    const name = kind.name + JSON.stringify(options);
    if (!made.has(name)) {
        made.set(name, new kind(locales(), options));
    }

    return made.get(name);
}

const units = [['day', 86_400], ['hour', 3600], ['minute', 60], ['second', 1]];

// Of units the page has words of its own: browsers that know no Kyrgyz would put Russian ones into its sentences.
const inUnit = (count, unit) => t(`unit.${unit}`, { count });

/** A wait, by its two largest units: `3 min 20 s`. */
export function duration(seconds) {
    const whole = Math.max(0, Math.round(seconds));
    const at = units.findIndex(([, size]) => whole >= size);
    if (at < 0) {
        return inUnit(0, 'second');
    }

    const [unit, size] = units[at];
    const [next, nextSize] = units[at + 1] ?? [];
    const rest = next ? Math.floor((whole % size) / nextSize) : 0;
    return [inUnit(Math.floor(whole / size), unit), rest > 0 ? inUnit(rest, next) : ''].filter(part => part).join(' ');
}

/** A range that somebody chose: `24 hours`, `7 days`. */
export const span = seconds => (seconds >= 172_800 ? t('span.day', { count: seconds / 86_400 }) : t('span.hour', { count: seconds / 3600 }));

export const milliseconds = value => inUnit(value < 10 ? Math.round(value * 10) / 10 : Math.round(value), 'millisecond');

export const decimal = value => format(Intl.NumberFormat, { maximumFractionDigits: value < 10 ? 1 : 0 }).format(value);

export const share = value => format(Intl.NumberFormat, { style: 'percent', maximumFractionDigits: value > 0 && value < 0.1 ? 1 : 0 }).format(value);

/** How long ago, or in how long: `2 min ago`. */
export function distance(time) {
    const seconds = (new Date(time) - Date.now()) / 1000;
    const [unit, size] = units.find(([, size]) => Math.abs(seconds) >= size) ?? ['second', 1];
    const wait = inUnit(Math.trunc(Math.abs(seconds) / size), unit);
    return Math.abs(seconds) < 5 ? t('time.now') : t(seconds < 0 ? 'time.ago' : 'time.in', { wait });
}

export const moment = time => format(Intl.DateTimeFormat, { dateStyle: 'medium', timeStyle: 'medium' }).format(new Date(time));

/** A time of a chart: the day where buckets are long, the clock where they are short. @param seconds of a bucket */
export const tick = (time, seconds) => format(Intl.DateTimeFormat, seconds >= 86_400 ? { day: 'numeric', month: 'short' } : seconds >= 3600 ? { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } : { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(new Date(time));

/** A time as an element: how long ago, and the whole of it to whoever points at it. */
export function when(time) {
    return time ? h('time', { datetime: time, title: moment(time), data: { distance: '' }, text: distance(time) }) : '–';
}

/** What was a minute ago is two by now. */
export function freshen() {
    document.querySelectorAll('time[data-distance]').forEach(element => {
        const text = distance(element.dateTime);
        if (element.textContent !== text) {
            element.textContent = text;
        }
    });
}
