package dev.joinall;

public final class Application {
  public static void main(String[] args) {
    System.out.println("joinall");
  }
}
