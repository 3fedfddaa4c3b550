// From the numbers to a sentence: is the system well, and who has to do something.
import { t } from '../../js/texts.js';
import { duration } from './times.js';

/** How long products may wait with nobody working on them before that is called standing still, in seconds: longer than a minute of throughput and a restart. */
const patience = 120;

/** How many pictures that are tried again by themselves are worth a word: a few always are, since somebody's server is always away. */
const manyPutOff = pictures => Math.max(10, pictures.total / 100);

/** The rate is of every generation, so whether the active one moves is seen from what is left of it. @returns takes each answer, and says for how many seconds nothing moved before its eyes */
export function watchMoves() {
    let last = null;
    let since = 0;
    return ({ products, vectors, oldest_pending_at: oldest }) => {
        const now = performance.now() / 1000;
        if (!last || oldest !== last.oldest || vectors !== last.vectors || products.pending < last.pending) {
            since = now;
        }

        last = { oldest, vectors, pending: products.pending };
        return now - since;
    };
}

/** Something moves and there is no time left to say: the rate is of another generation as well. */
export const isBeside = ({ products, throughput, seconds_left: left }) => products.pending > 0 && left === null && throughput.products_per_second > 0;

/** @param unmoved as `watchMoves` says it  @returns tone, glyph, title, text, and `needs`: what somebody has to do, worst first, and then what is good to know */
export function judge(facts, webhooks, unmoved) {
    const { products, pictures, queue, throughput, lag_seconds: lag, seconds_left: left } = facts;
    const busy = products.pending > 0;
    const beside = isBeside(facts);
    const still = busy && lag > patience && (throughput.products_per_second === 0 || (beside && unmoved > patience));
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

    const wanted = needs.length;
    if (pictures.put_off >= manyPutOff(pictures)) {
        need('putOff', 'info', t('need.putOff', { count: pictures.put_off }), '#failures?final=false', t('need.look'));
    }

    const words = !busy ? t('verdict.done', { count: products.total })
        : left !== null ? t('verdict.leftTime', { count: products.pending, wait: duration(left) })
            : t(beside && !still ? 'verdict.leftBeside' : 'verdict.left', { count: products.pending });
    if (needs.some(({ tone }) => tone === 'bad')) {
        return { tone: 'bad', glyph: 'bad', title: t(still ? 'verdict.still' : queue ? 'verdict.workers' : 'verdict.queue'), text: words, needs };
    }

    if (wanted > 0) {
        return { tone: 'warn', glyph: 'warning', title: t('verdict.needs', { count: wanted }), text: words, needs };
    }

    return busy
        ? { tone: 'busy', glyph: 'busy', title: t('verdict.busy'), text: words, needs }
        : { tone: 'good', glyph: 'well', title: t('verdict.well'), text: products.total === 0 ? t('verdict.empty') : words, needs };
}
