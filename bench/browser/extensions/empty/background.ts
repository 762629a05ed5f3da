/** Answers nobody. */
chrome.runtime.onInstalled.addListener(() => {});
