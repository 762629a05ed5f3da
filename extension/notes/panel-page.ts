/** The extension's page that is the panel, as its path. */
export const panelPage = '/notes-panel.html';
