using System;
var w = new AitherZero.Worker.Tests.WorkerProcess(args[0], args[1]);
foreach (var p in w.Ready) Console.WriteLine(p.Key+"="+p.Value);
for (int i = 2; i < args.Length; i++){ var r = w.Run(args[i]); foreach(var l in r.Lines) Console.WriteLine($"{l.Stream}: {l.Text}"); Console.WriteLine($"{r.Outcome} {r.ExitCode} tainted={r.Tainted}"); if (r.Error!=null) foreach (var p in r.Error) Console.WriteLine("  "+p.Key+"="+p.Value);}
System.IO.File.WriteAllText("/tmp/t/noop.ps1","");
for(int j=0;j<3;j++){var c=w.ProcessorTime; var sw=System.Diagnostics.Stopwatch.StartNew(); for(int i=0;i<100;i++) w.Run("/tmp/t/noop.ps1"); Console.WriteLine($"noop wall {sw.ElapsedMilliseconds/100.0} cpu {(w.ProcessorTime-c).TotalMilliseconds/100.0}");}
Console.WriteLine("exit "+w.CloseAndWait()); Console.WriteLine(w.Escaped);
