// Line drawings on a 24 by 24 field.
const shapes = {
    close: 'm6 6 12 12M18 6 6 18',
    camera: 'M4 8.5A1.5 1.5 0 0 1 5.5 7H8l1.5-2.5h5L16 7h2.5A1.5 1.5 0 0 1 20 8.5v9a1.5 1.5 0 0 1-1.5 1.5h-13A1.5 1.5 0 0 1 4 17.5zM15.5 13a3.5 3.5 0 1 1-7 0 3.5 3.5 0 0 1 7 0z',
    picture: 'M5.5 4h13A1.5 1.5 0 0 1 20 5.5v13a1.5 1.5 0 0 1-1.5 1.5h-13A1.5 1.5 0 0 1 4 18.5v-13A1.5 1.5 0 0 1 5.5 4zM4 16l4.5-4.5 4 4 2.5-2.5 5 5M16.5 8.5a1 1 0 1 1-2 0 1 1 0 0 1 2 0z',
    upload: 'M12 16V5m-5 5 5-5 5 5M5 19h14',
    link: 'M10 14a4 4 0 0 0 6 .5l3-3a4.2 4.2 0 0 0-6-6l-1 1M14 10a4 4 0 0 0-6-.5l-3 3a4.2 4.2 0 0 0 6 6l1-1',
    crop: 'M7 3v14h14M3 7h14v14',
    similar: 'M5 5h6v6H5zM13 13h6v6h-6zM16 5v6M13 8h6M8 13v6M5 16h6',
    filter: 'M4 7h10m4 0h2M4 17h2m4 0h10M16 9.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5zM8 19.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5z',
    search: 'M18 11a7 7 0 1 1-14 0 7 7 0 0 1 14 0zM16 16l5 5',
    tag: 'M4 12V5.5A1.5 1.5 0 0 1 5.5 4H12l8 8-8 8zM8.5 8.5h.01',
    shop: 'M5 9v10h14V9M4 5h16l1 4H3zM10 19v-5h4v5',
    outside: 'M14 5h5v5M19 5l-8 8M11 6H6v12h12v-5',
    warning: 'M12 4 3 19.5h18zM12 10v4.5M12 17h.01',
    offline: 'M4 4l16 16M5 12.5a10 10 0 0 1 4-2.4M2 9a14 14 0 0 1 4-2.6M11 6a14 14 0 0 1 11 3M15 10.5a10 10 0 0 1 4 2M8.5 16a5 5 0 0 1 7 0M12 19.5h.01',
    empty: 'M4 9l8-4 8 4v7l-8 4-8-4zM4 9l8 4 8-4M12 13v7',
    clock: 'M20 12a8 8 0 1 1-16 0 8 8 0 0 1 16 0zM12 8v4l3 2',
    info: 'M20 12a8 8 0 1 1-16 0 8 8 0 0 1 16 0zM12 11v5M12 8h.01',
    next: 'm9 6 6 6-6 6',
};

export function icon(name) {
    const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
    svg.setAttribute('viewBox', '0 0 24 24');
    svg.setAttribute('class', 'icon');
    svg.setAttribute('aria-hidden', 'true');
    const path = document.createElementNS('http://www.w3.org/2000/svg', 'path');
    path.setAttribute('d', shapes[name]);
    svg.append(path);
    return svg;
}
