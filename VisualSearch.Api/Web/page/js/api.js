// Every request to the API, and the one form in which each failure comes back.
import { current } from './texts.js';

/** Where this installation's root is, whatever prefix a proxy put before it. */
export const root = new URL('../../../', import.meta.url);

export const mediaAddress = (imageId, width) => new URL(`media/${encodeURIComponent(imageId)}?w=${width}`, root).href;

/** What went wrong. `kind`: `offline`, `unreachable`, or `problem` (an answer that says so). */
export class Failure extends Error {
    constructor(kind, problem = {}, retryAfter = null) {
        super(problem.title ?? kind);
        this.kind = kind;
        this.status = problem.status ?? 0;
        this.title = problem.title ?? '';
        this.detail = problem.detail ?? Object.values(problem.errors ?? {}).flat().join(' ');
        this.code = problem.code ?? '';
        this.traceId = problem.trace_id ?? '';
        this.retryAfter = retryAfter;
    }
}

/** Any failure as one that can be shown and tried again. What is none of ours is a fault of this page, or an answer that is not the API's; the console names it. */
export function asFailure(failure) {
    if (failure instanceof Failure) {
        return failure;
    }

    console.error(failure);
    return new Failure('unreachable');
}

const noAnswer = () => new Failure(navigator.onLine ? 'unreachable' : 'offline');

function address(path, parameters) {
    const url = new URL(`api/v1/${path}`, root);
    for (const [name, value] of parameters) {
        url.searchParams.append(name, value);
    }

    return url;
}

function failureOf(status, text, retryAfter) {
    let problem = {};
    try {
        problem = JSON.parse(text) ?? {};
    } catch {
        // A proxy in front answered in its own words; the status is all there is.
    }

    const seconds = Number.parseInt(retryAfter ?? '', 10);
    return new Failure('problem', { status, title: `HTTP ${status}`, ...problem }, Number.isNaN(seconds) ? null : seconds);
}

/** An answer's JSON. What is none, or nothing, does not come from the API, whatever its status says. */
function read(text) {
    let answer = null;
    try {
        answer = JSON.parse(text);
    } catch {
        // Told apart below.
    }

    if (answer === null || typeof answer !== 'object') {
        throw new Failure('unreachable');
    }

    return answer;
}

/** The answer's JSON; null where an answer has none. Throws a `Failure`. */
export async function ask(path, parameters = [], init = {}) {
    let answer;
    let text;
    try {
        answer = await fetch(address(path, parameters), init);
        text = await answer.text(); // Which fails as well, when the answer is cut off on its way.
    } catch (failure) {
        throw failure.name === 'AbortError' ? failure : noAnswer();
    }

    if (!answer.ok) {
        throw failureOf(answer.status, text, answer.headers.get('Retry-After'));
    }

    return answer.status === 204 ? null : read(text);
}

export const asJson = (body, signal) => ({ method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body), signal });

export const byWords = (words, options, signal) => ask('search/by-text', options, asJson({ query: words }, signal));
export const byLink = (link, options, signal) => ask('search/by-image', options, asJson({ image_url: link }, signal));
export const similarTo = (id, options, signal) => ask(`search/similar/${encodeURIComponent(id)}`, options, { signal });
export const product = (id, signal) => ask(`products/${encodeURIComponent(id)}`, [], { signal });
export const products = (options, signal) => ask('products', options, { signal });
export const facets = (options, signal) => ask('products/facets', options, { signal });
export const suggestions = (words, signal) => ask('search/suggest', [['q', words], ['lang', current()], ['limit', '8']], { signal });
// While something is down the answer is 503, and so a failure here.
export const health = signal => ask('health/detailed', [], { signal });

/** Tells the shop's analytics which result was opened. Nothing waits for it, and it outlives the page. */
export function tellClick(searchId, productId, position) {
    fetch(address(`search/${encodeURIComponent(searchId)}/click`, []), { ...asJson({ product_id: productId, position }), keepalive: true }).catch(() => {});
}

/** Sends a picture. `progress` is called with 0 to 1 as it travels; `fetch` cannot tell that yet. */
export function byPicture(picture, options, signal, progress) {
    return new Promise((resolve, reject) => {
        signal?.throwIfAborted();
        const request = new XMLHttpRequest();
        const form = new FormData();
        form.append('file', picture, 'picture');
        request.open('POST', address('search/by-image', options));
        request.upload.addEventListener('progress', event => { if (event.lengthComputable && !signal?.aborted) { progress?.(event.loaded / event.total); } });
        request.addEventListener('load', () => {
            try {
                if (request.status >= 400) {
                    throw failureOf(request.status, request.responseText, request.getResponseHeader('Retry-After'));
                }

                resolve(read(request.responseText));
            } catch (failure) {
                reject(failure);
            }
        });
        request.addEventListener('error', () => reject(noAnswer()));
        request.addEventListener('abort', () => reject(new DOMException('', 'AbortError')));
        signal?.addEventListener('abort', () => request.abort(), { once: true });
        request.send(form);
    });
}
