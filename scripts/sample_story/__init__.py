"""The sample matter: Studio North relaunches the website of Acme Ltd, January to April 2026.

letters    what a mail is, and how it becomes bytes
papers     the attachments: small real PDF and DOCX files
machines   what no person wrote: bounces, receipts, notices, newsletters, invitations
january … april   the story, month by month
others     mail that lies in the same mailbox and is none of the matter's business
tables     calendar, call log, contract and configuration
"""
