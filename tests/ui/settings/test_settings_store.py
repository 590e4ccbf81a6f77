"""The settings hold at once and are on disk when the window is gone."""

from __future__ import annotations

from stigmer_desktop.settings import SettingsFile
from stigmer_desktop.ui.settings.settings_store import SettingsStore


def test_a_change_holds_at_once_and_is_written(qapp, data, qtbot) -> None:
    file = SettingsFile(data.settings_file)
    store = SettingsStore(file)
    with qtbot.waitSignal(store.changed) as heard:
        store.change(theme="dark", port=7000)
    assert heard.args[0].theme == "dark"
    assert store.current.port == 7000
    store.close()
    assert file.load().theme == "dark"
    assert file.load().port == 7000


def test_the_same_again_is_no_change(qapp, data) -> None:
    store = SettingsStore(SettingsFile(data.settings_file))
    heard: list[object] = []
    store.changed.connect(heard.append)
    store.change(theme="system")
    store.close()
    assert heard == []
    assert not data.settings_file.exists()


def test_many_changes_end_with_the_last(qapp, data) -> None:
    file = SettingsFile(data.settings_file)
    store = SettingsStore(file)
    for number in range(20):
        store.change(model=f"openai:m{number}")
    store.close()
    assert file.load().model == "openai:m19"


def test_a_disk_that_takes_nothing_is_told(qapp, data, qtbot) -> None:
    data.settings_file.mkdir()
    store = SettingsStore(SettingsFile(data.settings_file))
    with qtbot.waitSignal(store.failed) as heard:
        store.change(theme="dark")
    assert heard.args[0].sentence
    assert store.current.theme == "dark"
    store.close()
