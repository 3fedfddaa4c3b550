// From the numbers to a sentence: is the system well, and who has to do something.
import { t } from '../../js/texts.js';
import { duration } from './times.js';

/** How long products may wait with nobody working on them before that is called standing still, in seconds: longer than a minute of throughput and a restart. */
const patience = 120;

/** @returns tone, glyph, title, text, and `needs`: what somebody has to do, worst first */
export function judge(facts, webhooks) {
    const { products, pictures, queue, throughput, lag_seconds: lag, seconds_left: left } = facts;
    const busy = products.pending > 0;
    const still = busy && throughput.products_per_second === 0 && lag > patience;
    const needs = [];
    const need = (key, tone, text, href = null, go = null) => needs.push({ key, tone, text, href, go });
    if (!queue) {
        need('queue', 'bad', t('need.queue'));
    }

    if (still) {
        need('still', 'bad', t('need.still', { count: products.pending, wait: duration(lag) }));
    }

    if (facts.workers.length === 0) {
        need('workers', 'bad', t('need.workers'));
    }

    if (webhooks?.failed > 0) {
        need('webhooks', 'warn', t('need.webhooks', { count: webhooks.failed }), '#webhooks?status=failed', t('need.look'));
    }

    if (products.failed > 0) {
        need('products', 'warn', t('need.products', { count: products.failed }), '#failures?final=true', t('need.look'));
    } else if (pictures.failed > 0) {
        need('pictures', 'warn', t('need.pictures', { count: pictures.failed }), '#failures?final=true', t('need.look'));
    }

    const words = busy ? t(left === null ? 'verdict.left' : 'verdict.leftTime', { count: products.pending, wait: left === null ? '' : duration(left) }) : t('verdict.done', { count: products.total });
    if (needs.some(({ tone }) => tone === 'bad')) {
        return { tone: 'bad', glyph: 'bad', title: t(still ? 'verdict.still' : queue ? 'verdict.workers' : 'verdict.queue'), text: words, needs };
    }

    if (needs.length > 0) {
        return { tone: 'warn', glyph: 'warning', title: t('verdict.needs', { count: needs.length }), text: words, needs };
    }

    return busy
        ? { tone: 'busy', glyph: 'busy', title: t('verdict.busy'), text: words, needs }
        : { tone: 'good', glyph: 'well', title: t('verdict.well'), text: products.total === 0 ? t('verdict.empty') : words, needs };
}
