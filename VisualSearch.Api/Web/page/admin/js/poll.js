// Asks again and again, while somebody looks; says when the API is away, and notices that it is back.
import { byId } from '../../js/dom.js';
import { t } from '../../js/texts.js';
import { told } from './parts.js';
import { duration, freshen } from './times.js';

const firstWait = 2;
const longestWait = 30; // Seconds.

/** Over after so many milliseconds, or by `wake`. */
const rest = (milliseconds, sleeper) => new Promise(resolve => {
    const timer = setTimeout(resolve, milliseconds);
    sleeper.wake = () => {
        clearTimeout(timer);
        resolve();
    };
});

/** Over when somebody looks, or by `wake`. */
const looked = sleeper => new Promise(resolve => {
    const look = () => {
        document.removeEventListener('visibilitychange', look);
        resolve();
    };
    sleeper.wake = look;
    document.addEventListener('visibilitychange', look);
});

/** By the kind of a failure; what has none is a fault of this page. */
const reasons = { offline: 'connection.offline', unreachable: 'connection.away' };

function tellAway(failure, seconds) {
    const line = byId('connection');
    line.textContent = `${failure.kind === 'problem' ? told(failure) : t(reasons[failure.kind] ?? 'connection.fault')} ${t('connection.again', { wait: duration(seconds) })}`;
    line.hidden = false;
    document.documentElement.dataset.away = '';
}

export function tellBack() {
    byId('connection').hidden = true;
    delete document.documentElement.dataset.away;
}

/**
 * @param asked gives a promise of an answer  @param every milliseconds between an answer and the next question; null asks once, and again only where that failed
 * @returns `again` asks now; `stop` ends it
 */
export function poll(asked, every, shown) {
    const end = new AbortController();
    const sleeper = { wake() {} };
    let question = new AbortController();
    let stale = false;

    async function once(wait) {
        question = new AbortController();
        const { signal } = question;
        try {
            const answer = await asked(signal);
            if (!end.signal.aborted && !signal.aborted) {
                shown(answer);
                freshen();
                tellBack();
            }

            return firstWait;
        } catch (failure) {
            if (end.signal.aborted || signal.aborted || failure.status === 401 || failure.status === 403) {
                return firstWait;
            }

            if (!failure.kind) {
                console.error(failure); // A fault of this page. The next answer may be one that it can show.
            }

            const seconds = Math.max(wait, failure.retryAfter ?? 0);
            tellAway(failure, seconds);
            await rest(seconds * 1000, sleeper);
            stale = true;
            return Math.min(wait * 2, longestWait);
        }
    }

    (async () => {
        let wait = firstWait;
        while (!end.signal.aborted) {
            if (document.hidden) {
                await looked(sleeper);
                continue;
            }

            stale = false;
            wait = await once(wait);
            if (!stale && !question.signal.aborted) {
                await rest(every ?? 2 ** 31 - 1, sleeper);
            }
        }
    })();
    window.addEventListener('online', () => sleeper.wake(), { signal: end.signal });
    return {
        again() {
            question.abort();
            sleeper.wake();
        },
        stop() {
            end.abort();
            question.abort();
            sleeper.wake();
        },
    };
}
