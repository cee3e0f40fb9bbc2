"""The language server: findings in the editor while a post is written.

It reads text from the editor, inspects it in a child process with limits, and writes no file.
"""
