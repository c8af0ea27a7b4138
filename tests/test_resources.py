"""Templates and questions are found in a checkout and in an installed wheel alike."""

from pathlib import Path

import pytest

from qbank import resources
from qbank.errors import QbankError
from qbank.resources import questions_folder, template_folder


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty package folder in which qbank believes to be."""
    folder = tmp_path / "qbank"
    folder.mkdir()
    monkeypatch.setattr(resources, "PACKAGE", folder)
    monkeypatch.setattr(resources, "_project", resources._project.__wrapped__)
    return folder


def test_a_checkout_has_them_beside_the_package(package: Path) -> None:
    (package.parent / "pyproject.toml").write_text("[project]\nname = 'qbank'\n")
    (package.parent / "questions").mkdir()
    assert questions_folder() == package.parent / "questions"


def test_an_installed_wheel_has_them_inside_and_a_folder_beside_it_is_a_strangers(package: Path) -> None:
    (package.parent / "templates").mkdir()
    with pytest.raises(QbankError, match="has no templates folder"):
        template_folder()
    (package / "_templates").mkdir()
    assert template_folder() == package / "_templates"


def test_another_projects_checkout_is_not_ours(package: Path) -> None:
    (package.parent / "pyproject.toml").write_text("[project]\nname = 'course'\n")
    (package.parent / "questions").mkdir()
    with pytest.raises(QbankError, match="has no questions folder"):
        questions_folder()


def test_what_other_packages_declare_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    about = tmp_path / "course-1.0.dist-info"
    about.mkdir()
    (about / "entry_points.txt").write_text("[qbank.formats]\nodt = course.odt\n[gui_scripts]\ncourse = course:main\n")
    monkeypatch.setattr(resources.sys, "path", [*resources.sys.path, str(tmp_path)])
    monkeypatch.setattr(resources, "installed", resources.installed.__wrapped__)
    found = resources.declared.__wrapped__("qbank.formats")
    assert found["odt"] == "course.odt"
    assert {"html", "json", "moodle", "pdf"} <= set(found)
    assert "course" not in found
    assert str(about) in resources.installed()
