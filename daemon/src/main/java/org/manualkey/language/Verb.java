package org.manualkey.language;

import org.manualkey.pfkey.MessageType;

/** The commands about a single SA. */
public enum Verb {
  ADD("add", MessageType.ADD),
  UPDATE("update", MessageType.UPDATE),
  UPDATE_PAIR("update-pair", MessageType.X_UPDATEPAIR),
  DELETE("delete", MessageType.DELETE),
  DELETE_PAIR("delete-pair", MessageType.X_DELPAIR),
  GET("get", MessageType.GET);

  private final String word;
  private final MessageType messageType;

  Verb(String word, MessageType messageType) {
    this.word = word;
    this.messageType = messageType;
  }

  public String word() {
    return word;
  }

  public MessageType messageType() {
    return messageType;
  }

  /** Whether it only names an SA and takes few extensions: delete, delete-pair, get. */
  public boolean namesOnly() {
    return this == DELETE || this == DELETE_PAIR || this == GET;
  }
}
