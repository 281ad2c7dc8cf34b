"""What a checker of PDF/A-3 and PDF/UA looks at first, as far as it can be seen without one."""

from __future__ import annotations

import io

import pikepdf


def fit_for_an_archive(document: bytes) -> None:
    """Asserts that it is tagged throughout, and holds what it needs."""
    with pikepdf.open(io.BytesIO(document)) as whole:
        assert not whole.check_pdf_syntax()
        tree = whole.Root.StructTreeRoot
        numbers = list(tree.ParentTree.Nums)
        rows = dict(zip(map(int, numbers[::2]), numbers[1::2], strict=True))
        assert len(rows) == len(numbers) // 2 == int(tree.ParentTreeNextKey)
        assert list(rows) == sorted(rows)
        for page in whole.pages:
            owned = [one for one in rows[int(page.obj.StructParents)] if isinstance(one, pikepdf.Dictionary)]
            assert owned
            assert all(one.Pg.objgen == page.obj.objgen for one in owned if "/Pg" in one)
            for one in page.get("/Annots", []):
                assert any("/Obj" in kid and kid.Obj.objgen == one.objgen for kid in rows[int(one.StructParent)].K
                           if isinstance(kid, pikepdf.Dictionary))  # fmt: skip
        names = [bytes(one) for one in list(tree.IDTree.Names)[::2]]
        assert names == sorted(set(names))
        for one in tree.K:
            assert one.P.objgen == tree.objgen
        assert "/Filter" not in whole.Root.Metadata
        with whole.open_metadata() as about:
            assert (about["pdfaid:part"], about["pdfaid:conformance"], about["pdfuaid:part"]) == ("3", "A", "1")
            assert about["{http://ns.adobe.com/xap/1.0/t/pg/}NPages"] == str(len(whole.pages))
        assert [one.S for one in whole.Root.OutputIntents] == ["/GTS_PDFA1"]
        assert whole.Root.MarkInfo.Marked
        assert str(whole.Root.Lang) == "en"
        fonts = [font for font in whole.objects if isinstance(font, pikepdf.Dictionary) and "/FontDescriptor" in font]
        assert fonts
        assert all({"/FontFile2", "/FontFile3"} & set(font.FontDescriptor.keys()) for font in fonts)
        assert "/Encrypt" not in whole.trailer
        assert not [one for one in whole.objects if isinstance(one, pikepdf.Dictionary) and one.get("/S") in
                    ("/JavaScript", "/Launch", "/URI")]  # fmt: skip
