"""Findings for agents that write: a server of the Model Context Protocol over the same report.

Text of posts is data here. A server reads posts and writes none.
"""
