using System;
using System.Collections;
using System.Collections.Specialized;
using System.Text;

namespace AitherZero.Worker.Tests;

/// <summary>Every kind of value reaches the script as what it is; nothing is ever read as code.</summary>
internal static class ParameterCases
{
    // Prints a value with its type, tables sorted unless ordered.
    private const string Describe = """
        param($Value)
        function Show($v) {
            if ($null -eq $v) { return 'null' }
            if ($v -is [Collections.Specialized.OrderedDictionary]) {
                return 'ordered{' + (@(foreach ($k in $v.Keys) { "$k=" + (Show $v[$k]) }) -join ';') + '}'
            }
            if ($v -is [hashtable]) {
                $keys = [string[]]@($v.Keys); [array]::Sort($keys, [StringComparer]::Ordinal)
                return 'table{' + (@(foreach ($k in $keys) { "$k=" + (Show $v[$k]) }) -join ';') + '}'
            }
            if ($v -is [byte[]]) { return 'bytes[' + ($v -join ',') + ']' }
            if ($v -is [array]) { return 'array[' + (@(foreach ($i in $v) { Show $i }) -join ',') + ']' }
            if ($v -is [string]) { return 'text:' + [Convert]::ToHexString([Text.Encoding]::UTF8.GetBytes($v)) }
            $v.GetType().Name + ':' + $v.ToString([cultureinfo]::InvariantCulture)
        }
        Show $Value
        """;

    public static readonly Case[] All =
    [
        Value("nil", null, "null"),
        Value("true", true, "Boolean:True"),
        Value("int", 42, "Int32:42"),
        Value("negative_int", -2147483648L, "Int32:-2147483648"),
        Value("long", 2147483648L, "Int64:2147483648"),
        Value("double", 1.5, "Double:1.5"),
        Value("bytes", new byte[] { 0, 255 }, "bytes[0,255]"),
        Value("array", new object?[] { 1, "a", null }, "array[Int32:1,text:61,null]"),
        Value("empty_array", Array.Empty<object>(), "array[]"),
        Value("table", new Hashtable { ["b"] = 1, ["a"] = new Hashtable { ["x"] = true } }, "table{a=table{x=Boolean:True};b=Int32:1}"),
        Value("ordered", new OrderedDictionary { ["z"] = 1, ["a"] = new object[] { 2 } }, "ordered{z=Int32:1;a=array[Int32:2]}"),
        Value("keys_that_differ_in_case", new Hashtable { ["k"] = 1, ["K"] = 2 }, "table{K=Int32:2;k=Int32:1}"),
        Text("quotes", "it's \"quoted\" `$x"),
        Text("dollar", "$(throw 'run') ${env:HOME} $x"),
        Text("newlines", "a\r\nb\nc"),
        Text("unicode", "Grüße 日本 \U0001F600 \u0000 \u2028"),
        Text("dash", "-Name"),
        Text("empty", string.Empty),
        new("parameters.long_text", LongText),
        new("parameters.table_ignores_case", TableIgnoresCase),
        new("parameters.switch_takes_a_bool", SwitchTakesBool),
        new("parameters.declared_types_convert", DeclaredTypesConvert),
        new("parameters.arguments_bind_by_position", ArgumentsBindByPosition),
        new("parameters.undeclared_arguments_are_args", UndeclaredArguments),
        new("parameters.missing_mandatory_fails_at_once", MissingMandatory),
        new("parameters.unknown_name_fails", UnknownName),
        new("parameters.validation_fails", ValidationFails),
    ];

    private static Case Value(string name, object? value, string expected) => new(
        "parameters." + name,
        fixture => Expect.Output(expected, fixture.Run(Describe, new Hashtable { ["Value"] = value })));

    private static Case Text(string name, string value) =>
        Value(name, value, "text:" + Convert.ToHexString(Encoding.UTF8.GetBytes(value)));

    private static void LongText(Fixture fixture) => Expect.Output(
        "True", fixture.Run("param($T) $T -ceq ('xy' * 100000)", new Hashtable { ["T"] = string.Concat(System.Linq.Enumerable.Repeat("xy", 100_000)) }));

    private static void TableIgnoresCase(Fixture fixture) => Expect.Output(
        "1", fixture.Run("param($T) $T.NAME", new Hashtable { ["T"] = new Hashtable { ["name"] = 1 } }));

    private static void SwitchTakesBool(Fixture fixture)
    {
        const string Script = "param([switch]$On, [switch]$Off) \"$On $Off $($PSBoundParameters.Count)\"";
        Expect.Output("True False 2", fixture.Run(Script, new Hashtable { ["On"] = true, ["Off"] = false }));
    }

    private static void DeclaredTypesConvert(Fixture fixture)
    {
        const string Script = "param([int]$N, [datetime]$D, [string[]]$L) \"$($N + 1) $($D.Year) $($L.Count)\"";
        Expect.Output(
            "8 2024 2",
            fixture.Run(Script, new Hashtable { ["N"] = "7", ["D"] = "2024-05-06", ["L"] = new object[] { "a", "b" } }));
    }

    private static void ArgumentsBindByPosition(Fixture fixture) => Expect.Output(
        "one|-two|3", fixture.Run("param($A, $B, $C) $A; $B; $C", new Hashtable { ["C"] = 3 }, new[] { "one", "-two" }));

    private static void UndeclaredArguments(Fixture fixture) => Expect.Output(
        "2|a b|c", fixture.Run("$args.Count; $args", null, new[] { "a b", "c" }));

    private static void MissingMandatory(Fixture fixture)
    {
        Ended ended = fixture.Run("param([Parameter(Mandatory)] $Name) 'ran'");
        Expect.Equal("failed", ended.Outcome, "outcome");
        Expect.Contains("Name", (string)ended.Error!["message"]!);
        Expect.Equal(string.Empty, ended.Of("output"), "output");
    }

    private static void UnknownName(Fixture fixture)
    {
        Ended ended = fixture.Run("[CmdletBinding()] param($A) 'ran'", new Hashtable { ["Nope"] = 1 });
        Expect.Equal("failed", ended.Outcome, "outcome");
        Expect.Equal("System.Management.Automation.ParameterBindingException", ended.Error!["type"], "type");
        Expect.Contains("Nope", ended.Of("error"));
    }

    private static void ValidationFails(Fixture fixture)
    {
        Ended ended = fixture.Run("param([ValidateRange(1, 3)] [int] $N) 'ran'", new Hashtable { ["N"] = 9 });
        Expect.Equal("failed", ended.Outcome, "outcome");
        Expect.Equal(1L, ended.ExitCode, "exit code");
    }
}
