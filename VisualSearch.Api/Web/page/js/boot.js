// Runs before anything is painted: the theme and the language are right from the first frame, and the texts are on their way while the modules load.
(() => {
    const languages = ['en', 'ru', 'ky'];
    const saved = name => {
        try {
            return localStorage.getItem(`visualsearch.${name}`);
        } catch {
            return null; // Storage is refused in some private windows; the page works without.
        }
    };
    const wished = [saved('language'), ...(navigator.languages ?? [navigator.language])];
    const language = wished.map(tag => (tag ?? '').toLowerCase().split('-')[0]).find(tag => languages.includes(tag)) ?? 'en';
    const root = document.documentElement;
    root.lang = language;
    const theme = saved('theme');
    if (theme === 'light' || theme === 'dark') {
        root.dataset.theme = theme;
    }

    const address = new URL(`../locales/${language}.json`, document.currentScript.src);
    window.startOfPage = { language, texts: fetch(address).then(answer => answer.json()) };
})();
