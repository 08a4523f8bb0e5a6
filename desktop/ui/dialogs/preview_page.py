"""A page as it will look, in the window."""

from PySide6.QtCore import QUrl
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QTextBrowser

from desktop.export.preview import Preview

PAGE_MARGIN = 24


class PreviewPage(QTextBrowser):
    """Shows a page with the pictures that it was given; it opens nothing else and follows no link."""

    def __init__(self) -> None:
        super().__init__()
        self._pictures: dict[str, QImage] = {}
        self.setOpenLinks(False)
        self.setOpenExternalLinks(False)
        self.setAccessibleName("Preview")
        self.document().setDocumentMargin(PAGE_MARGIN)

    def show_page(self, page: Preview) -> None:
        """Show a page from its top, or from where it was if the user has read on."""
        place = self.verticalScrollBar().value()
        self._pictures = {name: QImage.fromData(data) for name, data in page.pictures.items()}
        self.document().clear()
        self.setHtml(page.html)
        self.verticalScrollBar().setValue(place)

    def loadResource(self, _kind: int, name: QUrl | str) -> object:
        """A picture of this page, or an empty one."""
        return self._pictures.get(name if isinstance(name, str) else name.toString(), QImage())
